// Numbers, layer by layer; they are packed as the first byte of each four, then each second one.
const numbers = W.slice(0, N).map((_, k) => W[k % 4 * N / 4 + (k >> 2)]).buffer
let at = 0
const take = (n, Kind) => new Kind(numbers.slice(at, at += n * Kind.BYTES_PER_ELEMENT))
const layers = M.layers.map(([o, i, pixels]) => [o, i, pixels, layer(o * i * pixels, o)])
// The logits of one input, as kdviz computes them.
function answer(input) {
  let v = Array.from(prepare(input), enter), size = M.shape
  layers.map(([outputs, inputs, pixels, own], place) => {
    const outputs_of = pixels > 1 ? convolve : connect
    v = Array(outputs).fill().flatMap((_, o) => outputs_of(v, own, o, inputs, size, layers[place + 1]))
    size = size.map((n) => n >> 1)
  })
  return v
}
