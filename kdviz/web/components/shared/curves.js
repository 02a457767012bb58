// Curves over training steps that grow in place: one plot an axis, above one another, with one legend, zoom and cursor.
// Each line is a mean with its band and, faintly, its repeats; hidden lines and zoom survive every drawing.

import uPlot from "../drawing/uPlot.js"
import { element } from "./elements.js"
import { SYMBOLS, outline } from "./marks.js"
import { drawn } from "./svg.js"

/** @typedef {uPlot & { labels: HTMLElement[] }} Chart */

/** @type {Record<Dash, number[]>} */ const DASHES = {
  solid: [], dot: [2, 3], dash: [8, 5], longdash: [13, 6], dashdot: [9, 4, 2, 4], longdashdot: [14, 5, 2, 5],
}
const MOST_SYMBOLS = 12
/** @type {Omit<Axis, "label" | "share" | "marks">} */ export const ACCURACY = {
  name: "accuracy", unit: " %", digits: 1, fromZero: false, floor: 0, ceiling: 108, empty: [0, 100],
}
const PADDING = 0.06

// Whether a line has an interval at every step: one seed has none. Its repeats, if they are told, are drawn with it.
/** @param {Pick<Course, "band">} course */
function banded({ band }) {
  return band.length > 0 && Boolean(band[0])
}

export class Curves {
  /** @type {Axis[]} */ axes
  /** @type {Line[]} */ lines
  /** @type {Chart[]} */ charts = []
  color = ""
  grid = ""
  font = ""
  shape = ""
  steps = 0
  stepLabel = ""
  /** @type {Set<string>} */ hidden = new Set()
  /** @type {Ends | null} */ zoom = null
  /** @type {number | null} */ quarter = null

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    // For whoever wants to hold what is drawn against other numbers.
    Object.assign(root, { curves: this })
    this.legend = element("div", { className: "curves-legend" })
    this.plots = element("div", { className: "curves-plots", role: "img" })
    this.spoken = element("div", { className: "spoken", role: "status" })
    this.hover = element("div", { className: "curves-hover", hidden: true })
    root.replaceChildren(this.legend, this.plots, this.hover, this.spoken)
    this.resizes = new ResizeObserver(() => this.resize())
    this.resizes.observe(this.plots)
  }

  /** @param {Picture} picture */
  draw({ axes, lines, steps, stepLabel }) {
    this.axes = axes
    this.lines = lines
    this.steps = steps
    this.stepLabel = stepLabel
    const style = getComputedStyle(this.root)
    this.color = style.color
    this.grid = style.getPropertyValue("--st-border-color-light") || "rgba(128,128,128,.2)"
    this.font = `${0.75 * parseFloat(getComputedStyle(document.documentElement).fontSize)}px ${style.fontFamily}`
    const words = [stepLabel, axes.map(({ name, label }) => [name, label])]
    const shape = JSON.stringify([this.font, words, lines.map(this.signature, this)])
    if (shape !== this.shape) {
      this.shape = shape
      this.build()
    }
    this.fill()
    this.say()
  }

  // What the lines say, for those who cannot see them, and aloud whenever they have grown by a quarter of their steps.
  say() {
    const [{ name, label, digits, unit }] = this.axes
    const grown = this.lines.filter((line) => !this.hidden.has(line.name) && line.of[name].mean.length)
    const ends = grown.map(({ title, of }) => `${title} ${of[name].mean.at(-1)?.toFixed(digits)}${unit}`)
    const step = Math.max(0, ...grown.map(({ of }) => of[name].steps.at(-1) ?? 0))
    this.plots.ariaLabel = `${this.stepLabel} ${step}. ${label}: ${ends.join(", ")}`
    const quarter = Math.floor((4 * step) / this.steps)
    if (this.quarter !== null && quarter > this.quarter) this.spoken.textContent = this.plots.ariaLabel
    this.quarter = quarter
  }

  /** What of a line cannot change without another chart. @param {Line} line */
  signature({ name, title, color, of }) {
    return [name, title, color, this.axes.map((axis) => [of[axis.name].seeds.length, banded(of[axis.name])])]
  }

  build() {
    this.charts.forEach((chart) => chart.destroy())
    this.charts = this.axes.map((axis, place) => this.chart(axis, place === this.axes.length - 1))
    this.legend.replaceChildren(...this.lines.map((line) => this.key(line)))
  }

  /** @param {Axis} axis @param {boolean} isLast @returns {Chart} */
  chart(axis, isLast) {
    const em = parseFloat(this.font)
    const ink = { stroke: () => this.color, font: this.font, labelFont: this.font, labelSize: 1.5 * em }
    const grid = { stroke: () => this.grid, width: 1 }
    /** @type {uPlot.Series[]} */ const series = [{}]
    /** @type {uPlot.Band[]} */ const bands = []
    for (const line of this.lines) {
      const of = line.of[axis.name]
      const common = { spanGaps: true, points: { show: false } }
      if (banded(of)) {
        bands.push({ series: [series.length, series.length + 1], fill: line.band })
        series.push({ ...common, stroke: "transparent", width: 0 }, { ...common, stroke: "transparent", width: 0 })
        of.seeds.forEach(() => series.push({ ...common, stroke: line.faint, width: 1 }))
      }
      /** @type {uPlot.Series.Points} */ const points = { show: (chart, place) => this.mark(chart, place, line) }
      series.push({ ...common, stroke: line.color, dash: DASHES[line.dash], width: 3, points })
    }
    const chart = new uPlot({
      ...this.size(axis), series, bands, legend: { show: false },
      scales: {
        x: { time: false, range: (_, from, to) => [from, to] },
        y: { range: (_, low, high) => this.range(axis.name, low, high) },
      },
      axes: [
        { ...ink, show: isLast, label: this.stepLabel, grid: { show: false }, size: 2.6 * em },
        { ...ink, label: axis.label, grid, size: 3.6 * em, space: 2 * em },
      ],
      // At the right the last step's number has half its width beyond the plot.
      padding: [0.6 * em, 2 * em, isLast ? 0 : 0.6 * em, 0],
      cursor: {
        y: false, points: { show: false }, sync: { key: this.root.dataset.testid ?? "", setSeries: false },
        drag: { x: true, y: false, setScale: false, dist: 4 },
        bind: { dblclick: () => () => (this.zoomTo(null), null) },
      },
      hooks: {
        setSelect: [(chart) => this.select(chart)],
        setCursor: [(chart) => this.tell(chart)],
        draw: [(chart) => this.rule(/** @type {Chart} */ (chart), axis.name)],
      },
    }, [[]], this.plots)
    return Object.assign(chart, { labels: [] })
  }

  /** @param {Axis} axis */
  size({ share }) {
    const { clientWidth: width, clientHeight: height } = this.plots
    return { width: Math.max(1, width), height: Math.max(1, Math.floor(share * height)) }
  }

  resize() {
    this.charts.forEach((chart, place) => chart.setSize(this.size(this.axes[place])))
  }

  fill() {
    const courses = this.lines.flatMap((line) => Object.values(line.of))
    const steps = [...new Set(courses.flatMap((course) => course.steps))].sort((a, b) => a - b)
    const places = new Map(steps.map((step, place) => [step, place]))
    this.axes.forEach((axis, place) => {
      /** @type {uPlot.AlignedData} */ const columns = [steps]
      for (const line of this.lines) {
        const { steps: at, mean, band, seeds } = line.of[axis.name]
        const shown = !this.hidden.has(line.name)
        const spread = (/** @type {(number | undefined)[]} */ values) => {
          const column = Array(steps.length).fill(null)
          if (shown) at.forEach((step, index) => { column[places.get(step) ?? 0] = values[index] })
          return column
        }
        if (banded({ band })) {
          for (const end of [1, 0]) columns.push(spread(band.map((ends) => ends?.[end])))
          columns.push(...seeds.map(spread))
        }
        columns.push(spread(mean))
      }
      const chart = this.charts[place]
      chart.batch(() => {
        chart.setData(columns, false)
        this.scale(chart)
      })
    })
  }

  /** @param {uPlot} chart */
  scale(chart) {
    const [min, max] = this.zoom ?? [0, this.steps]
    chart.setScale("x", { min, max })
  }

  /** @param {Ends | null} range */
  zoomTo(range) {
    this.zoom = range
    this.charts.forEach((chart) => this.scale(chart))
  }

  /** @param {uPlot} chart */
  select(chart) {
    const { left, width } = chart.select
    if (!width) return
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    this.zoomTo([chart.posToVal(left, "x"), chart.posToVal(left + width, "x")])
  }

  /** @param {string} name */
  axis(name) {
    return /** @type {Axis} */ (this.axes.find((axis) => axis.name === name))
  }

  // What is drawn has room around it, a mark also for its words above; a scale ends where its values do.
  /** @param {string} name @param {number | null} low @param {number | null} high @returns {Ends} */
  range(name, low, high) {
    const { floor, ceiling, fromZero, empty, marks } = this.axis(name)
    if (low === null || high === null) return empty
    const levels = marks.map(({ y }) => y)
    const least = fromZero ? 0 : Math.min(low, ...levels)
    const most = Math.max(high, ...levels)
    const room = PADDING * (most - least || 1)
    const top = Math.max(most + room, ...levels.map((level) => level + 2 * room))
    return [Math.max(least - room, floor), Math.min(top, ceiling)]
  }

  // Symbols enough to tell the lines apart: one a point would be most of the work of a drawing.
  /** @param {uPlot} chart @param {number} place @param {Line} line */
  mark(chart, place, line) {
    const steps = chart.data[0], values = [...chart.data[place]]
    const { ctx } = chart
    const { min = -Infinity, max = Infinity } = chart.scales.x
    const known = values.flatMap((value, index) => (typeof value === "number" ? [{ value, step: steps[index] }] : []))
    const every = Math.ceil(known.length / MOST_SYMBOLS)
    // uPlot remembers how it drew last.
    ctx.save()
    ctx.fillStyle = line.color
    for (let index = known.length - 1; index >= 0; index -= every) {
      const { step, value } = known[index]
      if (step < min || step > max) continue
      const x = chart.valToPos(step, "x", true), y = chart.valToPos(value, "y", true)
      ctx.fill(outline(line.symbol, x, y, devicePixelRatio))
    }
    ctx.restore()
    return false
  }

  /** Level marks: the teacher, a guess. Their words are text of the page. @param {Chart} chart @param {string} name */
  rule(chart, name) {
    const { marks } = this.axis(name)
    const { ctx, bbox } = chart
    chart.labels.splice(marks.length).forEach((label) => label.remove())
    marks.forEach(({ y, text, side, color, dash }, place) => {
      const height = chart.valToPos(y, "y", true)
      ctx.save()
      ctx.beginPath()
      ctx.strokeStyle = color
      ctx.lineWidth = 2 * devicePixelRatio
      ctx.setLineDash(DASHES[dash].map((length) => length * devicePixelRatio))
      ctx.moveTo(bbox.left, height)
      ctx.lineTo(bbox.left + bbox.width, height)
      ctx.stroke()
      ctx.restore()
      const label = (chart.labels[place] ??= chart.over.appendChild(element("div", { className: "curves-mark" })))
      label.textContent = text
      // Lines may be paler than text.
      label.style.color = `color-mix(in srgb, ${color} 50%, var(--st-text-color))`
      label.style.left = side === "left" ? "0" : ""
      label.style.right = side === "right" ? "0" : ""
      // Above its line, or below where there is no room.
      const top = chart.valToPos(y, "y")
      label.style.top = `${top}px`
      label.classList.toggle("below", top < 1.6 * parseFloat(this.font))
    })
  }

  /** @param {Line} line */
  key({ name, title, color, dash, symbol }) {
    const svg = drawn("svg", { width: 36, height: 12, viewBox: "-18 -6 36 12", "aria-hidden": "true" })
    drawn("path", { d: "M-18 0H18", "stroke-width": 3, stroke: color, "stroke-dasharray": DASHES[dash].join() }, svg)
    drawn("path", { d: SYMBOLS[symbol], fill: color }, svg)
    const button = element("button", { type: "button" }, svg, title)
    button.ariaPressed = String(!this.hidden.has(name))
    button.onclick = () => {
      if (!this.hidden.delete(name)) this.hidden.add(name)
      button.ariaPressed = String(!this.hidden.has(name))
      this.fill()
    }
    return button
  }

  /** The numbers at the step under the pointer. @param {uPlot} chart */
  tell(chart) {
    const { left = -1, idx } = chart.cursor
    const step = chart.data[0][idx ?? -1]
    this.hover.hidden = left < 0 || step === undefined
    if (this.hover.hidden) return
    const rows = this.lines.filter(({ name }) => !this.hidden.has(name)).map((line) => {
      const numbers = this.axes.map((axis) => {
        const { steps, mean } = line.of[axis.name]
        const place = steps.findLastIndex((one) => one <= step)
        return place < 0 ? "–" : `${mean[place].toFixed(axis.digits)}${axis.unit}`
      })
      return element("tr", {}, element("th", {}, line.title), ...numbers.map((text) => element("td", {}, text)))
    })
    this.hover.replaceChildren(element("table", {}, element("caption", {}, `${this.stepLabel} ${step}`), ...rows))
    const middle = chart.over.clientWidth / 2
    this.hover.style.left = left < middle ? "" : "4.5rem"
    this.hover.style.right = left < middle ? "1rem" : ""
  }

  end() {
    this.resizes.disconnect()
    this.charts.forEach((chart) => chart.destroy())
    this.charts = []
  }
}
