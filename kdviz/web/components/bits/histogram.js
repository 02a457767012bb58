// The weights of one layer as a histogram, with the values of their grid laid over it.

import { element } from "../shared/elements.js"
import { drawn, measured, set, written } from "../shared/svg.js"
import { levelsOf, stepOf } from "./rounding.js"

// At the usual size of type.
const HEIGHT = 130, TOP = 16, FOOT = 20, BINS = 61
// Up to so many values of a grid are named with the share of weights that they get.
const NAMED = 7
// How strong the lines of a grid are that fill the picture.
const FAINTEST = 0.12

export class Histogram {
  bits = 8

  /** @param {ArrayLike<number>} weights those that are not cut @param {string} title @param {string} color */
  constructor(weights, title, color) {
    this.weights = Array.from(weights)
    this.largest = this.weights.reduce((so, weight) => Math.max(so, Math.abs(weight)), 0) || 1
    this.svg = drawn("svg", { class: "bars", role: "img", height: HEIGHT, width: "100%" })
    this.bars = drawn("path", { fill: color, opacity: 0.55 }, this.svg)
    this.grid = drawn("path", { class: "bits-grid" }, this.svg)
    this.frame = drawn("g", { class: "bars-frame" }, this.svg)
    this.shares = drawn("g", {}, this.svg)
    this.told = element("div", { className: "bits-layer-told" })
    this.root = element("div", { className: "bits-layer" }, element("div", { className: "bits-layer-title" }, title),
      this.told, this.svg)
    this.measure = measured(this.svg, () => this.draw(this.bits, this.told.textContent ?? ""))
  }

  /** @param {number} bits @param {string} told says what the grid is */
  draw(bits, told) {
    this.bits = bits
    this.told.textContent = this.svg.ariaLabel = told
    const { width, height, unit } = this.measure(), ground = height - FOOT * unit, reach = ground - TOP * unit
    const edge = this.largest * 1.08, x = (/** @type {number} */ weight) => (width * (weight / edge + 1)) / 2
    const wide = (2 * edge) / BINS, counts = new Array(BINS).fill(0)
    for (const weight of this.weights) counts[Math.min(BINS - 1, Math.floor((weight + edge) / wide))] += 1
    const most = Math.max(...counts)
    set(this.bars, { d: counts.map((count, bin) => {
      const left = x(bin * wide - edge), tall = (reach * count) / most
      return `M${left} ${ground}V${ground - tall}H${left + width / BINS - 1}V${ground}Z`
    }).join("") })
    const step = stepOf(this.weights, bits), levels = levelsOf(bits)
    const values = Array.from({ length: 2 * levels + 1 }, (_, place) => (place - levels) * step)
    set(this.grid, {
      d: values.map((value) => `M${x(value)} ${TOP * unit}V${ground}`).join(""),
      opacity: Math.max(FAINTEST, Math.min(1, 40 / values.length)),
    })
    const ends = [-this.largest, 0, this.largest]
    this.frame.replaceChildren(...ends.map((value) =>
      written(value.toFixed(2).replace("-", "−"), { x: x(value), y: height - 5 * unit, "text-anchor": "middle" })))
    this.shares.replaceChildren(...values.length > NAMED ? [] : values.map((value, place) => {
      const own = this.weights.filter((weight) => Math.round(weight / step) === place - levels).length
      const text = `${Math.round((100 * own) / this.weights.length)} %`
      return written(text, { x: x(value), y: 11 * unit, "text-anchor": "middle", class: "bars-share" })
    }))
  }
}
