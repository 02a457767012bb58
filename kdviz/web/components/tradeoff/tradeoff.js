// Students by cost and accuracy, and a budget to drag. The best student within it is named while the finger moves;
// Python hears of it on release.

import { component } from "../shared/component.js"
import { element, filled, part } from "../shared/elements.js"
import { SYMBOLS } from "../shared/marks.js"
import { drawn, measured, set, written } from "../shared/svg.js"

const TRADE_HEIGHT = 380, TRADE_TOP = 40, TRADE_FOOT = 46, TRADE_LEFT = 44, TRADE_RIGHT = 22
const ROOM = 0.12, A_DECADE = 20, LEAP = 5, GRIP = 44
/** @type {Record<string, number>} */ const KEYS = {
  ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1,
  PageDown: -LEAP, PageUp: LEAP, Home: -Infinity, End: Infinity,
}
/** @type {Record<Unit, [least: number, name: string][]>} */ const UNITS = {
  count: [[1, ""]],
  bytes: [[1e6, " MB"], [1e3, " kB"], [1, " B"]],
  seconds: [[1, " s"], [1e-3, " ms"], [1e-6, " µs"]],
}

/** @param {number} value @param {Unit} kind */
function amount(value, kind) {
  const units = UNITS[kind], [size, unit] = units.find(([least]) => value >= least) ?? units[units.length - 1]
  const number = kind === "count" ? Math.round(value) : Number((value / size).toPrecision(3))
  return `${number.toLocaleString("en-US")}${unit}`
}

/** @param {number} share */
function percent(share) {
  return (100 * share).toFixed(1)
}

/** @param {TradePoint} point @param {number} x @param {number} y @param {number} scale @returns {Attributes} */
function symbol({ symbol, color }, x, y, scale) {
  return { d: SYMBOLS[symbol], fill: color, transform: `translate(${x} ${y}) scale(${scale})` }
}

// Every network once, over the better of its students, the best first, as far as there is room for its name.
/** @param {TradePoint[]} points */
function namesOf(points) {
  /** @type {Map<string, TradePoint>} */ const best = new Map()
  for (const point of points) {
    const other = best.get(point.network)
    if (!other || other.high < point.high) best.set(point.network, point)
  }
  const named = [...best.values()].sort((one, other) => other.mean - one.mean)
  return named.map((at) => ({ at, wide: 8 * at.network.length + 6 }))
}

class TradeOff {
  /** @type {TradeOffData} */ data
  // The ends of the two axes.
  ends = { low: 1, high: 1 }
  rights = { low: 0, high: 1 }
  /** @type {number | null} */ budget = null
  /** @type {number | null} */ told = null
  /** @type {SVGElement[]} */ groups = []
  ring = drawn("circle", { class: "trade-ring", r: 13 })
  // What is drawn, for whoever wants to hold it against other numbers.
  shown = {}
  /** @type {(name: string, value: unknown) => void} */ tell

  /** @param {HTMLElement} parent */
  constructor(parent) {
    const root = part(parent, ".trade-off")
    this.root = root
    Object.assign(root, { shown: this.shown })
    this.title = part(root, ".trade-title")
    this.legend = part(root, ".trade-legend")
    this.note = part(root, ".trade-note")
    this.svg = drawn("svg", { class: "bars trade", role: "group", height: TRADE_HEIGHT, width: "100%" })
    this.frame = drawn("g", { class: "bars-frame" }, this.svg)
    this.front = drawn("path", { class: "trade-front" }, this.svg)
    this.marks = drawn("g", {}, this.svg)
    const slider = { class: "trade-budget", role: "slider", tabindex: 0, "aria-orientation": "horizontal" }
    this.handle = drawn("g", slider, this.svg)
    this.line = drawn("line", { y1: TRADE_TOP - 8, y2: TRADE_HEIGHT - TRADE_FOOT }, this.handle)
    this.grip = drawn("path", { class: "trade-grip" }, this.handle)
    this.label = drawn("text", { y: TRADE_TOP - 24 }, this.handle)
    const reach = { class: "trade-reach", y: 0, width: GRIP, height: TRADE_HEIGHT - TRADE_FOOT }
    this.reach = drawn("rect", reach, this.handle)
    part(root, ".trade-picture").replaceChildren(this.svg)
    this.measure = measured(this.svg, () => this.data && this.draw())
    this.listen()
  }

  listen() {
    const { handle } = this
    handle.onpointerdown = (event) => {
      if (!event.isPrimary || event.button !== 0) return
      handle.setPointerCapture(event.pointerId)
      handle.focus()
      event.preventDefault()
    }
    handle.onpointermove = (event) => {
      const { left } = this.svg.getBoundingClientRect()
      if (handle.hasPointerCapture(event.pointerId)) this.move(event.clientX - left)
    }
    handle.onpointerup = () => this.release()
    // The finger scrolls the page.
    handle.onpointercancel = () => this.set(this.told)
    handle.onkeydown = (event) => {
      const { key } = event
      if (!(key in KEYS)) return
      event.preventDefault()
      const { low, high } = this.ends
      const at = Math.log10(this.budget ?? high) + KEYS[key] / A_DECADE
      this.set(at >= Math.log10(high) - 1e-9 ? null : Math.max(low, 10 ** at))
    }
    handle.onkeyup = handle.onblur = () => this.release()
  }

  /** @param {Told<TradeOffData>} told */
  show({ data, setStateValue }) {
    // What comes back from Python may be older than what the reader has set since.
    if (data.subject !== this.data?.subject) this.budget = this.told = data.budget
    this.data = data
    this.tell = setStateValue
    const costs = [...data.points, data.teacher].map(({ cost }) => cost)
    const decades = Math.max(0.3, Math.log10(Math.max(...costs) / Math.min(...costs)))
    const room = 10 ** (ROOM * decades)
    this.ends = { low: Math.min(...costs) / room, high: Math.max(...costs) * room }
    const rights = [...data.points.flatMap(({ low, high }) => [low, high]), data.teacher.mean]
    const spread = Math.max(0.01, Math.max(...rights) - Math.min(...rights))
    this.rights = { low: Math.min(...rights) - 0.08 * spread, high: Math.max(...rights) + 0.08 * spread }
    this.draw()
  }

  /** @param {number} cost */
  x(cost) {
    const { low, high } = this.ends
    const wide = this.measure().width - TRADE_LEFT - TRADE_RIGHT
    return TRADE_LEFT + wide * (Math.log(cost / low) / Math.log(high / low))
  }

  /** @param {number} right */
  y(right) {
    const { low, high } = this.rights
    return TRADE_TOP + (TRADE_HEIGHT - TRADE_TOP - TRADE_FOOT) * ((high - right) / (high - low))
  }

  /** @param {number} x */
  move(x) {
    const { low, high } = this.ends, width = this.measure().width - TRADE_LEFT - TRADE_RIGHT
    const share = Math.max(0, (x - TRADE_LEFT) / width)
    this.set(share >= 1 ? null : low * (high / low) ** share)
  }

  /** @param {number | null} budget */
  set(budget) {
    this.budget = budget && Number(budget.toPrecision(2))
    this.drawBudget()
  }

  release() {
    if (this.budget === this.told) return
    this.told = this.budget
    this.tell("budget", { amount: this.budget })
  }

  draw() {
    this.drawLegend()
    this.drawFrame()
    this.drawPoints()
    this.drawBudget()
    this.root.dataset.drawn = String(Number(this.root.dataset.drawn ?? 0) + 1)
  }

  drawLegend() {
    const { points, teacher, words } = this.data
    const looks = [...new Map([...points, teacher].map((each) => [each.title, each])).values()]
    /** @param {string} title @param {Attributes} path */
    const entry = (title, path) => {
      const svg = drawn("svg", { width: 16, height: 16 })
      drawn("path", path, svg)
      return element("span", {}, svg, title)
    }
    this.legend.replaceChildren(
      ...looks.map((look) => entry(look.title, symbol(look, 8, 8, 1.4))),
      entry(words.front_title, { d: "M0 8H16", class: "trade-front" }),
    )
  }

  drawFrame() {
    const { words, kind } = this.data, { width } = this.measure(), ground = TRADE_HEIGHT - TRADE_FOOT
    const { low, high } = this.ends, decades = Math.log10(high / low), first = Math.floor(Math.log10(low))
    const powers = Array.from({ length: Math.ceil(decades) + 2 }, (_, place) => 10 ** (first + place))
    const steps = decades * 110 > width ? [1] : decades * 330 > width ? [1, 3] : [1, 2, 5]
    const ticks = powers.flatMap((power) => steps.map((step) => step * power))
    const costs = ticks.filter((cost) => cost >= low && cost <= high)
    const wide = 100 * (this.rights.high - this.rights.low)
    const step = [1, 2, 5, 10, 20].find((each) => wide / each <= 6) ?? 25
    const rights = []
    const least = Math.ceil(100 * this.rights.low / step) * step
    for (let right = least; right <= 100 * this.rights.high; right += step) rights.push(right)
    this.frame.replaceChildren(
      ...rights.flatMap((right) => [
        drawn("line", { x1: TRADE_LEFT, x2: width - TRADE_RIGHT, y1: this.y(right / 100), y2: this.y(right / 100) }),
        written(String(right), { x: TRADE_LEFT - 6, y: this.y(right / 100) + 4, "text-anchor": "end" }),
      ]),
      ...costs.map((cost) => written(amount(cost, kind), { x: this.x(cost), y: ground + 18, "text-anchor": "middle" })),
      written(words.cost, { x: (TRADE_LEFT + width - TRADE_RIGHT) / 2, y: TRADE_HEIGHT - 6, "text-anchor": "middle" }),
      written(words.accuracy, { x: 0, y: 12 }),
    )
  }

  drawPoints() {
    const { points, front, teacher, words, kind } = this.data
    const steps = front.map((place, rank) => {
      const { cost, mean } = points[place]
      return rank ? `H${this.x(cost)}V${this.y(mean)}` : `M${this.x(cost)} ${this.y(mean)}`
    })
    set(this.front, { d: steps.join("") + `H${this.x(this.ends.high)}` })
    this.groups = [...points, teacher].map((point) => {
      // Twins cost what their distilled siblings do: whiskers in one place would hide each other.
      const group = drawn("g", {}), x = this.x(point.cost) - (point.arm === "hard" ? 2 : 0)
      const { network, title: arm, color } = point
      const blanks = { network, arm, accuracy: percent(point.mean), cost: amount(point.cost, kind) }
      const said = filled(point.interval ? words.point : words.point_alone, { ...blanks, ...point.interval })
      drawn("title", {}, group).textContent = `${said}\n${point.cut}`.trim()
      const whisker = { d: `M${x} ${this.y(point.low)}V${this.y(point.high)}`, stroke: color, "stroke-width": 2 }
      if (point.interval) drawn("path", whisker, group)
      const shape = symbol(point, x, this.y(point.mean), point === teacher ? 2.3 : 1.7)
      drawn("path", { class: "trade-mark", ...shape }, group)
      return group
    })
    const named = namesOf(points).filter(({ at, wide }, rank, all) => !all.slice(0, rank).some((other) =>
      Math.abs(this.x(other.at.cost) - this.x(at.cost)) < (wide + other.wide) / 2
      && Math.abs(this.y(other.at.high) - this.y(at.high)) < 12))
    const names = named.map(({ at }) => {
      const place = { x: this.x(at.cost), y: this.y(at.high) - 8 }
      return written(at.network, { ...place, "text-anchor": "middle", class: "bars-share" })
    })
    this.marks.replaceChildren(this.ring, ...this.groups, ...names)
  }

  // All that a drag changes.
  drawBudget() {
    const { points, front, words, kind } = this.data, { budget } = this
    const x = this.x(budget ?? this.ends.high), { width } = this.measure()
    set(this.line, { x1: x, x2: x })
    const y = TRADE_TOP - 8
    set(this.grip, { d: `M${x - 12} ${y}l-8 7l8 7ZM${x + 12} ${y}l8 7l-8 7ZM${x - 7} ${y}h14v14h-14Z` })
    set(this.reach, { x: x - GRIP / 2 })
    const within = front.filter((place) => budget === null || points[place].cost <= budget)
    const bought = budget === null || !within.length ? null : points[within[within.length - 1]]
    this.groups.forEach((group, place) => {
      const affordable = budget === null || place >= points.length || points[place].cost <= budget
      set(group, { opacity: affordable ? 1 : 0.3 })
    })
    if (bought) set(this.ring, { cx: this.x(bought.cost), cy: this.y(bought.mean) })
    set(this.ring, { visibility: bought ? "visible" : "hidden" })
    const spent = budget === null ? words.no_limit : amount(budget, kind)
    this.label.textContent = filled(words.my_budget, { budget: spent })
    const wide = 7 * this.label.textContent.length
    set(this.label, { x: Math.min(Math.max(x, TRADE_LEFT + wide / 2), width - wide / 2), "text-anchor": "middle" })
    const named = (/** @type {TradePoint} */ point) => filled(words.named, { network: point.network, arm: point.title })
    const buy = bought && { network: bought.network, arm: bought.title, accuracy: percent(bought.mean) }
    const said = budget === null ? filled(words.front, { front: front.map((place) => named(points[place])).join(", ") })
      : buy ? filled(words.within, { budget: spent, ...buy }) : filled(words.none, { budget: spent })
    this.title.textContent = this.svg.ariaLabel = said
    this.note.textContent = bought?.interval
      ? `${filled(words.interval, { ...buy, ...bought.interval })} ${bought.cut}`.trim() : words.hint
    const { low, high } = this.ends, now = budget ?? high
    set(this.handle, { "aria-label": words.budget, "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": now })
    set(this.handle, { "aria-valuetext": said })
    Object.assign(this.shown, { budget, bought, within: within.length })
  }

  end() {}
}

export default component(TradeOff)
