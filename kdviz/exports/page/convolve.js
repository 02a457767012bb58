// One map: 3×3 with padding 1, then the largest of each 2×2 block.
function convolve(v, own, o, inputs, [, high, wide]) {
  const y = []
  const at = (r, c) => {
    let sum = own.b[o]
    for (let i = 0; i < inputs; i++) {
      for (let k = 0; k < 9; k++) {
        const row = r + (k / 3 | 0) - 1, column = c + k % 3 - 1
        if (row >= 0 && row < high && column >= 0 && column < wide)
          sum += v[(i * high + row) * wide + column] * own.w[(o * inputs + i) * 9 + k]
      }
    }
    return put(sum, own, o, 1)
  }
  for (let r = 0; r + 1 < high; r += 2) {
    for (let c = 0; c + 1 < wide; c += 2) y.push(Math.max(at(r, c), at(r, c + 1), at(r + 1, c), at(r + 1, c + 1)))
  }
  return y
}
