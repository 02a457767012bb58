// Weights on a grid of few values, and what a network then answers: kdviz/compression/quantize.py in the browser.

import { forward } from "../shared/forward.js"

// How many steps a grid of so many bits has on each side of zero.
/** @param {number} bits */
export function levelsOf(bits) {
  return 2 ** (bits - 1) - 1
}

// The distance between two values of a layer's grid. Single precision as in the worker: a weight in the middle between
// two values must go the same way.
/** @param {ArrayLike<number>} weights @param {number} bits */
export function stepOf(weights, bits) {
  let largest = 0
  for (let place = 0; place < weights.length; place += 1) largest = Math.max(largest, Math.abs(weights[place]))
  return Math.fround(largest / levelsOf(bits)) || 1
}

/** round(w/s)·s @param {ArrayLike<number>} weights @param {number} bits */
export function rounded(weights, bits) {
  const step = stepOf(weights, bits)
  return Float32Array.from(weights, (weight) => evenly(Math.fround(weight / step)) * step)
}

/** The nearest whole number, of two the even one. @param {number} value */
function evenly(value) {
  const near = Math.round(value)
  return near - value === 0.5 && near % 2 ? near - 1 : near
}

// A network's weights, those of each layer rounded; biases stay as they are.
/** @param {Tensors} weights @param {number} bits @returns {Tensors} */
export function quantized(weights, bits) {
  return Object.fromEntries(Object.entries(weights).map(([name, { shape, values }]) =>
    [name, { shape, values: name.endsWith(".weight") ? rounded(values, bits) : Float32Array.from(values) }]))
}

// The class that a network answers to each input.
/** @param {Tensors} weights @param {Tensor} inputs */
export function answered(weights, { shape: [count, ...shape], values }) {
  const size = shape.reduce((product, side) => product * side, 1)
  return Array.from({ length: count }, (_, place) => {
    const logits = forward(weights, values.subarray(place * size, (place + 1) * size), shape)
    return logits.indexOf(Math.max(...logits))
  })
}

/**
 * What becomes of the answers to `labels`: the places of those that flip, how many turn wrong or right, and the share
 * that is right.
 * @param {number[]} before @param {number[]} after @param {ArrayLike<number>} labels
 */
export function flips(before, after, labels) {
  const places = [...before.keys()]
  const right = (/** @type {number[]} */ answers) => places.filter((place) => answers[place] === labels[place])
  const flipped = places.filter((place) => before[place] !== after[place])
  return {
    flipped,
    broken: flipped.filter((place) => before[place] === labels[place]).length,
    fixed: flipped.filter((place) => after[place] === labels[place]).length,
    accuracy: right(after).length / places.length,
  }
}
