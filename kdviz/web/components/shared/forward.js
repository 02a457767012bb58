// One network on one input, in the browser, from the weights that the run kept: Linear layers with ReLU between them,
// or blocks of 3×3 convolution, ReLU and 2×2 max-pool before one Linear layer (kdviz/networks).

/** @typedef {{ values: ArrayLike<number>, shape: number[] }} FeatureMaps of shape (channels, height, width) */

// Weights of the network at `member` of arrays that are stacked along leading dimensions, by name.
/** @param {Tensors} tensors @param {number} stacked @param {number} member @returns {Tensors} */
export function memberWeights(tensors, stacked, member) {
  return Object.fromEntries(Object.entries(tensors).map(([name, { shape, values }]) => {
    const own = shape.slice(stacked), size = own.reduce((product, side) => product * side, 1)
    return [name, { shape: own, values: values.subarray(member * size, (member + 1) * size) }]
  }))
}

// The logits that a network answers to an input of `shape`.
/** @param {Tensors} weights @param {ArrayLike<number>} input @param {number[]} shape */
export function forward(weights, input, shape) {
  if ("head.weight" in weights) {
    /** @type {FeatureMaps} */ let maps = { values: input, shape }
    for (let block = 0; `blocks.${block}.weight` in weights; block += 1) {
      maps = pooled(convolved(maps, weights[`blocks.${block}.weight`], weights[`blocks.${block}.bias`]))
    }
    return linear(maps.values, weights["head.weight"], weights["head.bias"])
  }
  let hidden = Float64Array.from(input)
  for (let layer = 0; `layers.${layer}.weight` in weights; layer += 1) {
    if (layer) hidden = hidden.map((value) => Math.max(0, value))
    hidden = linear(hidden, weights[`layers.${layer}.weight`], weights[`layers.${layer}.bias`])
  }
  return hidden
}

/** @param {ArrayLike<number>} input @param {Tensor} weight @param {Tensor} bias */
function linear(input, weight, bias) {
  const [outputs, inputs] = weight.shape
  return Float64Array.from({ length: outputs }, (_, output) => {
    let sum = bias.values[output]
    for (let place = 0; place < inputs; place += 1) sum += weight.values[output * inputs + place] * input[place]
    return sum
  })
}

/** 3×3, zeros around, and ReLU. @param {FeatureMaps} maps @param {Tensor} weight @param {Tensor} bias */
function convolved({ values, shape: [, height, width] }, weight, bias) {
  const [outputs, channels] = weight.shape
  return mapped([outputs, height, width], (output, row, column) => {
    let sum = bias.values[output]
    for (let channel = 0; channel < channels; channel += 1) {
      for (let cell = 0; cell < 9; cell += 1) {
        const y = row + Math.floor(cell / 3) - 1, x = column + (cell % 3) - 1
        if (y < 0 || x < 0 || y >= height || x >= width) continue
        sum += weight.values[(output * channels + channel) * 9 + cell] * values[(channel * height + y) * width + x]
      }
    }
    return Math.max(0, sum)
  })
}

/** @param {FeatureMaps} maps */
function pooled({ values, shape: [channels, height, width] }) {
  return mapped([channels, height >> 1, width >> 1], (channel, row, column) => {
    const above = (channel * height + 2 * row) * width + 2 * column, below = above + width
    return Math.max(values[above], values[above + 1], values[below], values[below + 1])
  })
}

/** @param {number[]} shape @param {(channel: number, row: number, column: number) => number} number of each place */
function mapped(shape, number) {
  const [channels, height, width] = shape
  const values = Float64Array.from({ length: channels * height * width }, (_, place) =>
    number(Math.floor(place / width / height), Math.floor(place / width) % height, place % width))
  return { values, shape }
}
