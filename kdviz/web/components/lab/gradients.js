// What the optimizer sees of one input: the gradient on each logit from either term, and how the soft one lies to logit
// matching over all temperatures. Drawn by hand, as the bars are.

import { fillOf, legendOf } from "../shared/bars.js"
import { footOf, writeName } from "../shared/names.js"
import { matchingCosine, shareOf, temperatureAt } from "../shared/softening.js"
import { drawn, measured, set, written } from "../shared/svg.js"

/** @typedef {Float32Array | Float64Array} Kept logits, a part of what a run kept */

const GRADIENT_HEIGHT = 190, CURVE_HEIGHT = 150, EDGE_LEFT = 46, EDGE_FOOT = 22
const TEMPERATURES = Array.from({ length: 61 }, (_, place) => temperatureAt(place / 60))

export class GradientBars {
  // `looks`: of the hard term, the soft term and their sum.
  /** @param {Element} root @param {BarLook[]} looks @param {string[]} names of the classes */
  constructor(root, looks, names) {
    this.names = names
    this.svg = drawn("svg", { class: "bars", role: "img", height: GRADIENT_HEIGHT, width: "100%" })
    this.zero = drawn("line", { class: "bars-zero" }, this.svg)
    this.ticks = drawn("g", { class: "bars-frame" }, this.svg)
    const defs = drawn("defs", {}, this.svg)
    this.groups = names.map(() => ({
      bars: looks.map((look) =>
        drawn("rect", { fill: fillOf(look, defs), stroke: look.color, "stroke-width": 1 }, this.svg)),
      label: drawn("text", {}, this.svg),
    }))
    root.replaceChildren(legendOf(looks), this.svg)
    this.redraw = () => {}
    this.measure = measured(this.svg, () => this.redraw())
  }

  /** @param {Float64Array[]} series @param {number} truth */
  draw(series, truth) {
    this.redraw = () => this.draw(series, truth)
    const { width } = this.measure(), slot = (width - EDGE_LEFT) / this.groups.length
    const { slanted, height: foot } = footOf(this.names, slot), ground = GRADIENT_HEIGHT - foot
    const largest = Math.max(1e-12, ...series.flatMap((values) => [...values].map(Math.abs)))
    const step = 10 ** Math.floor(Math.log10(largest)), top = Math.ceil(largest / step) * step
    const y = (/** @type {number} */ value) => (ground / 2) * (1 - value / top)
    set(this.zero, { x1: EDGE_LEFT, x2: width, y1: y(0), y2: y(0) })
    this.ticks.replaceChildren(...[top, 0, -top].map((value) => {
      const at = Math.min(ground, Math.max(10, y(value) + 4))
      const number = Number(value.toPrecision(2)).toString().replace("-", "−")
      return written(number, { x: EDGE_LEFT - 5, y: at, "text-anchor": "end" })
    }))
    const bar = Math.min(22, (0.8 * slot) / series.length)
    this.groups.forEach(({ bars, label }, place) => {
      const middle = EDGE_LEFT + slot * (place + 0.5)
      bars.forEach((rect, which) => {
        const value = series[which][place]
        set(rect, {
          x: middle + bar * (which - bars.length / 2) + 1, width: Math.max(1, bar - 2),
          y: Math.min(y(0), y(value)), height: Math.abs(y(value) - y(0)),
        })
      })
      writeName(label, this.names[place], { x: middle, top: ground, unit: 1, slanted, isTruth: place === truth })
    })
  }
}

export class CosineCurve {
  key = ""

  /** @param {Element} root @param {BarLook} look */
  constructor(root, look) {
    this.svg = drawn("svg", { class: "bars", role: "img", height: CURVE_HEIGHT, width: "100%" })
    this.frame = drawn("g", { class: "bars-frame" }, this.svg)
    this.path = drawn("path", { fill: "none", stroke: look.color, "stroke-width": 2.5 }, this.svg)
    this.here = drawn("circle", { r: 6, fill: look.color }, this.svg)
    root.replaceChildren(this.svg)
    this.redraw = () => {}
    this.measure = measured(this.svg, () => this.redraw())
  }

  /** @param {Kept} student @param {Kept} teacher @param {number} temperature @returns {number} */
  draw(student, teacher, temperature) {
    this.redraw = () => this.draw(student, teacher, temperature)
    const { width } = this.measure(), ground = CURVE_HEIGHT - EDGE_FOOT
    const x = (/** @type {number} */ value) => EDGE_LEFT + (width - EDGE_LEFT - 8) * shareOf(value)
    const y = (/** @type {number} */ cosine) => 8 + (ground - 8) * (1 - cosine)
    this.curve(student, teacher, width, x, y)
    const now = matchingCosine(student, teacher, temperature)
    const visibility = Number.isFinite(now) ? "visible" : "hidden"
    set(this.here, { cx: x(temperature), cy: y(Math.max(0, now || 0)), visibility })
    return now
  }

  // The curve itself is another only with other logits or another width.
  /**
   * @param {Kept} student @param {Kept} teacher @param {number} width
   * @param {(temperature: number) => number} x @param {(cosine: number) => number} y
   */
  curve(student, teacher, width, x, y) {
    // Both are parts of what one run kept.
    const key = `${student.byteOffset} ${teacher.byteOffset} ${width}`
    if (key === this.key) return
    this.key = key
    const points = TEMPERATURES.map((each) => [each, matchingCosine(student, teacher, each)])
    const seen = points.filter(([, cosine]) => Number.isFinite(cosine))
    const places = seen.map(([each, cosine]) => `${x(each)} ${y(Math.max(0, cosine))}`)
    set(this.path, { d: places.length ? `M${places.join("L")}` : "" })
    const marks = [1, 10, 100].map((each) =>
      written(`T = ${each}`, { x: x(each), y: CURVE_HEIGHT - 6, "text-anchor": "middle" }))
    const lines = [0, 0.5, 1].flatMap((tick) => [
      drawn("line", { x1: EDGE_LEFT, x2: width, y1: y(tick), y2: y(tick) }),
      written(String(tick), { x: EDGE_LEFT - 5, y: y(tick) + 4, "text-anchor": "end" }),
    ])
    this.frame.replaceChildren(...lines, ...marks)
  }
}
