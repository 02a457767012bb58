// The gradient of a small perceptron's loss with respect to its input, as kdviz/attacks/gradients.py has it.

const { fround } = Math

/** @typedef {{ weight: Tensor, bias: Tensor }} Layer */

/** @param {Tensors} weights @returns {Layer[]} */
export function layersOf(weights) {
  const found = []
  for (let place = 0; `layers.${place}.weight` in weights; place += 1) {
    found.push({ weight: weights[`layers.${place}.weight`], bias: weights[`layers.${place}.bias`] })
  }
  return found
}

// What each layer puts out before its ReLU; the last are the logits.
/** @param {Layer[]} layers @param {ArrayLike<number>} input */
export function outputs(layers, input) {
  /** @type {Float64Array[]} */ const found = []
  let hidden = Float64Array.from(input)
  for (const [place, { weight: { shape: [rows, columns], values }, bias }] of layers.entries()) {
    if (place) hidden = hidden.map((value) => Math.max(0, value))
    const before = hidden
    hidden = Float64Array.from({ length: rows }, (_, row) => {
      let sum = bias.values[row]
      for (let column = 0; column < columns; column += 1) sum += values[row * columns + column] * before[column]
      return sum
    })
    found.push(hidden)
  }
  return found
}

// Probabilities in single precision, as the nets have them: far apart, they are exactly ones and zeros.
/** @param {ArrayLike<number>} logits @param {number} temperature */
export function softmax(logits, temperature) {
  const scaled = Array.from(logits, (logit) => fround(logit / temperature)), top = Math.max(...scaled)
  const sum = scaled.reduce((so, value) => fround(so + fround(Math.exp(fround(value - top)))), 0)
  const log = fround(Math.log(sum))
  return scaled.map((value) => fround(Math.exp(fround(fround(value - top) - log))))
}

// The gradient of the cross-entropy of logits divided by `temperature`, in each number of the input.
/** @param {Layer[]} layers @param {ArrayLike<number>} input @param {number} label @param {number} temperature */
export function gradient(layers, input, label, temperature) {
  const found = outputs(layers, input)
  let slopes = softmax(found[found.length - 1], temperature)
    .map((probability, answer) => fround(fround(probability - (answer === label ? 1 : 0)) / temperature))
  for (let place = layers.length - 1; place >= 0; place -= 1) {
    const { shape: [rows, columns], values } = layers[place].weight
    const before = new Float64Array(columns)
    for (let row = 0; row < rows; row += 1) {
      if (!slopes[row]) continue
      for (let column = 0; column < columns; column += 1) before[column] += slopes[row] * values[row * columns + column]
    }
    slopes = Array.from(before, (value, column) => place && found[place - 1][column] <= 0 ? 0 : fround(value))
  }
  return slopes
}

// The input moved by `bound` along the sign of a gradient, within the range of a number.
/** @param {ArrayLike<number>} input @param {number[]} slopes @param {number} bound @param {[number, number]} span */
export function fgsm(input, slopes, bound, [low, high]) {
  const largest = bound * (high - low)
  return slopes.map((slope, place) => Math.min(high, Math.max(low, input[place] + largest * Math.sign(slope))))
}
