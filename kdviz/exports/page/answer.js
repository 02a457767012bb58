// Numbers, little-endian, layer by layer.
const bytes = new DataView(W)
let at = 0
const take = (n, kind, size) => Array.from({ length: n }, () => bytes["get" + kind]((at += size) - size, true))
const layers = M.layers.map(([o, i, pixels]) => [o, i, pixels, layer(o * i * pixels, o)])
// The logits of one input, as kdviz computes them.
function answer(input) {
  let v = Array.from(prepare(input), enter), [, high, wide] = M.shape
  layers.map(([outputs, inputs, pixels, own], place) => {
    const y = []
    for (let o = 0; o < outputs; o++)
      if (pixels > 1) convolve(y, v, high, wide, inputs, own, o)
      else y.push(put(v.reduce((sum, x, i) => sum + x * own.w[o * inputs + i], own.b[o]), own, o, !layers[place + 1]))
    v = y
    if (pixels > 1) [high, wide] = [high >> 1, wide >> 1]
  })
  return v
}
