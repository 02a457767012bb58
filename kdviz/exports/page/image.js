// A drawing is a bitmap, fitted to its frame; the student sees the share of dark points in each 4×4 block.
const [maps, rows, columns] = M.shape, across = 4 * columns, lines = 4 * rows, size = M.high - M.low
let bits
const spot = (k, wide) => [k % wide, k / wide | 0]
function paint(cells, wide) {
  cells.map((v, k) => {
    brush.fillStyle = "hsl(0 0 " + (100 - 100 * v)
    brush.fillRect(...spot(k, wide).map((v) => v * side / wide), side / wide, side / wide)
  })
}
function seen() {
  const dark = [...bits.keys()].filter((k) => bits[k]).map((k) => spot(k, across))
  const ends = [0, 1].map((d) => [Math.min(...dark.map((p) => p[d])), Math.max(...dark.map((p) => p[d])) + 1])
  const scale = Math.max((ends[0][1] - ends[0][0]) / across, (ends[1][1] - ends[1][0]) / lines)
  const shares = Array(rows * columns).fill(0)
  bits.map((_, k) => {
    const p = spot(k, across)
    const [x, y] = p.map((v, d) => Math.floor((ends[d][0] + ends[d][1] + (2 * v + 1 - [across, lines][d]) * scale) / 2))
    if (x >= 0 && y >= 0 && x < across && y < lines)
      shares[(p[1] >> 2) * columns + (p[0] >> 2)] += bits[y * across + x] / 16
  })
  return Array(maps).fill(shares.map((v) => M.low + v * size)).flat()
}
function go(to, draws) {
  const steps = Math.ceil(Math.hypot(to[0] - pen[0], to[1] - pen[1]) / 4) || 1
  for (let n = 0; draws && n <= steps; n++) {
    const at = pen.map((v, d) => (v + (to[d] - v) * n / steps) * across / side)
    bits = bits.map((v, k) => {
      const p = spot(k, across)
      return v || +(Math.hypot(p[0] + 0.5 - at[0], p[1] + 0.5 - at[1]) < across * 0.053)
    })
  }
  pen = to
  paint(bits, across)
  if (draws) show(seen())
  brush.fillStyle = "#d55e00"
  brush.fillRect(...pen, 5, 5)
}
function put_in(input) {
  clear()
  paint(input.slice(0, rows * columns).map((v) => (v - M.low) / size), columns)
}
function clear() {
  paint(bits = Array(across * lines).fill(0), across)
  show()
}
