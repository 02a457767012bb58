// Grouped bars of softened answers, drawn by hand so that they follow the finger.

import { element } from "./elements.js"
import { footOf, writeName } from "./names.js"
import { drawn, measured, set, written } from "./svg.js"

/** @typedef {{ mean: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number> }} Shares one number a class */
/** @typedef {{ series: Shares[], truth: number | null, log: boolean }} Shown one series a look */

// At the usual size of type; the style sheet may make a picture taller.
const HEIGHT = 240, TOP = 22, GUTTER = 40, WIDEST = 34

export class Bars {
  lined = ""
  /** @type {Shown | null} */ last = null

  /** @param {Element} root @param {BarLook[]} looks @param {string[]} names of the classes */
  constructor(root, looks, names) {
    this.names = names
    this.svg = drawn("svg", { class: "bars", role: "img", height: HEIGHT, width: "100%" })
    const defs = drawn("defs", {}, this.svg)
    this.looks = looks
    this.frame = drawn("g", { class: "bars-frame" }, this.svg)
    this.groups = names.map(() => {
      const group = drawn("g", {}, this.svg)
      const bars = looks.map((look) => ({
        bar: drawn("rect", { fill: fillOf(look, defs), stroke: look.color, "stroke-width": 1.5 }, group),
        whisker: drawn("path", { stroke: "currentColor", "stroke-width": 1, fill: "none" }, group),
      }))
      const label = drawn("text", {}, group)
      const share = drawn("text", { "text-anchor": "middle", class: "bars-share" }, group)
      return { bars, label, share }
    })
    root.replaceChildren(legendOf(looks), this.svg)
    this.measure = measured(this.svg, () => this.last && this.draw(this.last))
  }

  /** @param {Shown} shown */
  draw(shown) {
    this.last = shown
    const { series, truth, log } = shown
    const { width, height: tall, unit } = this.measure()
    const gutter = GUTTER * unit, slot = (width - gutter) / this.groups.length
    const { slanted, height: foot } = footOf(this.names, slot / unit)
    const ground = tall - foot * unit, reach = ground - TOP * unit
    const height = (/** @type {number} */ share) =>
      reach * (log ? Math.max(0, 1 + Math.log10(Math.max(share, 1e-6)) / 6) : share)
    this.gridlines(width, ground, gutter, height, log)
    const bar = Math.min(WIDEST * unit, (0.8 * slot) / this.looks.length)
    this.groups.forEach(({ bars, label, share }, place) => {
      const middle = gutter + slot * (place + 0.5)
      bars.forEach(({ bar: rect, whisker }, which) => {
        const { mean, low, high } = series[which]
        const left = middle + bar * (which - bars.length / 2)
        const reached = height(mean[place])
        set(rect, { x: left + 1, width: Math.max(1, bar - 2), y: ground - reached, height: reached })
        const center = left + bar / 2
        set(whisker, { d: `M${center} ${ground - height(low[place])}V${ground - height(high[place])}` })
      })
      writeName(label, this.names[place], { x: middle, top: ground, unit, slanted, isTruth: place === truth })
      const top = series[0].mean[place]
      share.textContent = top >= 0.005 && slot > 24 * unit ? `${(100 * top).toFixed(0)}` : ""
      set(share, { x: middle + bar * (0.5 - bars.length / 2), y: ground - height(top) - 5 * unit })
    })
  }

  /**
   * @param {number} width @param {number} ground @param {number} gutter
   * @param {(share: number) => number} height @param {boolean} log
   */
  gridlines(width, ground, gutter, height, log) {
    const lined = `${width} ${ground} ${log}`
    if (this.lined === lined) return
    this.lined = lined
    const ticks = log ? [1, 1e-2, 1e-4, 1e-6] : [0, 0.25, 0.5, 0.75, 1]
    this.frame.replaceChildren(...ticks.flatMap((tick) => {
      const y = ground - height(tick)
      const share = log && tick < 1e-2 ? `10${tick === 1e-4 ? "⁻²" : "⁻⁴"} %` : `${100 * tick} %`
      const text = written(share, { x: gutter - 6, y: y + 4, "text-anchor": "end" })
      return [drawn("line", { x1: gutter, x2: width, y1: y, y2: y }), text]
    }))
  }
}

/** @param {BarLook[]} looks */
export function legendOf(looks) {
  return element("div", { className: "bars-legend" }, ...looks.map((look) =>
    element("span", {}, swatch(look), look.title)))
}

/** @param {BarLook} look */
function swatch({ fill, color }) {
  const made = element("i", { className: `bars-${fill}` })
  made.style.setProperty("--look", color)
  return made
}

/** @param {BarLook} look @param {Element} defs */
export function fillOf(look, defs) {
  if (look.fill === "solid") return look.color
  if (look.fill === "outline") return `${look.color}55`
  const id = `stripes-${look.name}-${Math.random().toString(36).slice(2)}`
  const attributes = { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }
  const pattern = drawn("pattern", attributes, defs)
  drawn("rect", { width: 6, height: 6, fill: look.color, opacity: 0.25 }, pattern)
  drawn("rect", { width: 3, height: 6, fill: look.color }, pattern)
  return `url(#${id})`
}

/** Mean, lowest and highest over rows of probabilities, class by class. @param {ArrayLike<number>[]} rows */
export function overRows(rows) {
  const classes = rows[0].length
  /** @param {number} start @param {(so: number, share: number) => number} step */
  const fold = (start, step) =>
    Float64Array.from({ length: classes }, (_, place) => rows.reduce((so, row) => step(so, row[place]), start))
  return {
    mean: fold(0, (so, share) => so + share / rows.length),
    low: fold(Infinity, Math.min),
    high: fold(-Infinity, Math.max),
  }
}
