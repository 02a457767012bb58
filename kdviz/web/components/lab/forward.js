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

// 3×3, zeros around, and ReLU.
/** @param {FeatureMaps} maps @param {Tensor} weight @param {Tensor} bias */
function convolved({ values, shape: [, height, width] }, weight, bias) {
  const [outputs, channels] = weight.shape
  const result = new Float64Array(outputs * height * width)
  for (let output = 0; output < outputs; output += 1) {
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        let sum = bias.values[output]
        for (let channel = 0; channel < channels; channel += 1) {
          for (let down = -1; down <= 1; down += 1) {
            for (let right = -1; right <= 1; right += 1) {
              const y = row + down, x = column + right
              if (y < 0 || x < 0 || y >= height || x >= width) continue
              const cell = (output * channels + channel) * 9 + (down + 1) * 3 + right + 1
              sum += weight.values[cell] * values[(channel * height + y) * width + x]
            }
          }
        }
        result[(output * height + row) * width + column] = Math.max(0, sum)
      }
    }
  }
  return { values: result, shape: [outputs, height, width] }
}

/** @param {FeatureMaps} maps */
function pooled({ values, shape: [channels, height, width] }) {
  const rows = height >> 1, columns = width >> 1
  const result = new Float64Array(channels * rows * columns)
  for (let channel = 0; channel < channels; channel += 1) {
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const corner = (channel * height + 2 * row) * width + 2 * column
        const above = Math.max(values[corner], values[corner + 1])
        const below = Math.max(values[corner + width], values[corner + width + 1])
        result[(channel * rows + row) * columns + column] = Math.max(above, below)
      }
    }
  }
  return { values: result, shape: [channels, rows, columns] }
}
