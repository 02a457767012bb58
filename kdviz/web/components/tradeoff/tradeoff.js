// Students by what they cost and how right they are, and the budget: a line to drag, which names the best student within it
// while the finger moves; Python hears of it on release.

const TRADE_HEIGHT = 380, TRADE_TOP = 40, TRADE_FOOT = 46, TRADE_LEFT = 44, TRADE_RIGHT = 22
const ROOM = 0.12, A_DECADE = 20, LEAP = 5, GRIP = 44
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -LEAP, PageUp: LEAP, Home: -Infinity, End: Infinity }
const UNITS = {
  count: [[1, ""]],
  bytes: [[1e6, " MB"], [1e3, " kB"], [1, " B"]],
  seconds: [[1, " s"], [1e-3, " ms"], [1e-6, " µs"]],
}
const tradeOffs = new WeakMap()

function amount(value, kind) {
  const [size, unit] = UNITS[kind].find(([least]) => value >= least) ?? UNITS[kind].at(-1)
  const number = kind === "count" ? Math.round(value) : Number((value / size).toPrecision(3))
  return `${number.toLocaleString("en-US")}${unit}`
}

function symbol(name, x, y, size) {
  const by = (dx, dy) => `${x + size * dx} ${y + size * dy}`
  if (name === "circle") return `M${by(-1, 0)}A${size} ${size} 0 1 1 ${by(1, 0)}A${size} ${size} 0 1 1 ${by(-1, 0)}Z`
  if (name === "diamond") return `M${by(0, -1.3)}L${by(1.3, 0)}L${by(0, 1.3)}L${by(-1.3, 0)}Z`
  return `M${by(0, -1.2)}L${by(1.2, 1)}L${by(-1.2, 1)}Z`
}

// Every network once, over the better of its students, the best first, as far as there is room for its name.
function namesOf(points) {
  const best = new Map()
  for (const point of points) if (!(best.get(point.network)?.high >= point.high)) best.set(point.network, point)
  return [...best.values()].sort((one, other) => other.mean - one.mean).map((at) => ({ at, wide: 8 * at.network.length + 6 }))
}

class TradeOff {
  constructor(root) {
    const [title, legend, picture, note] = ["title", "legend", "picture", "note"].map((name) => root.querySelector(`.trade-${name}`))
    Object.assign(this, { root, title, legend, note })
    // What is drawn, for whoever wants to hold it against other numbers.
    this.shown = root.shown = {}
    this.svg = drawn("svg", { class: "bars trade", height: TRADE_HEIGHT, width: "100%" })
    this.frame = drawn("g", { class: "bars-frame" }, this.svg)
    this.front = drawn("path", { class: "trade-front" }, this.svg)
    this.marks = drawn("g", {}, this.svg)
    this.handle = drawn("g", { class: "trade-budget", role: "slider", tabindex: 0, "aria-orientation": "horizontal" }, this.svg)
    this.line = drawn("line", { y1: TRADE_TOP - 8, y2: TRADE_HEIGHT - TRADE_FOOT }, this.handle)
    this.grip = drawn("path", { class: "trade-grip" }, this.handle)
    this.label = drawn("text", { y: TRADE_TOP - 24 }, this.handle)
    this.reach = drawn("rect", { class: "trade-reach", y: 0, width: GRIP, height: TRADE_HEIGHT - TRADE_FOOT }, this.handle)
    picture.replaceChildren(this.svg)
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
      if (handle.hasPointerCapture(event.pointerId)) this.move(event.clientX - this.svg.getBoundingClientRect().left)
    }
    handle.onpointerup = handle.onpointercancel = () => this.release()
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

  // `data`: subject, points (network, arm, title, color, symbol, cost, mean, low, high), front (their places, the cheapest first),
  // teacher, budget, kind of the cost, words.
  show(data, tell) {
    // What comes back from Python may be older than what the reader has set since.
    if (data.subject !== this.data?.subject) this.budget = this.told = data.budget
    this.data = data
    this.tell = tell
    const costs = [...data.points, data.teacher].map(({ cost }) => cost)
    const decades = Math.max(0.3, Math.log10(Math.max(...costs) / Math.min(...costs)))
    this.ends = { low: Math.min(...costs) / 10 ** (ROOM * decades), high: Math.max(...costs) * 10 ** (ROOM * decades) }
    const rights = [...data.points.flatMap(({ low, high }) => [low, high]), data.teacher.mean]
    const spread = Math.max(0.01, Math.max(...rights) - Math.min(...rights))
    this.rights = { low: Math.min(...rights) - 0.08 * spread, high: Math.max(...rights) + 0.08 * spread }
    this.draw()
  }

  x(cost) {
    const { low, high } = this.ends
    return TRADE_LEFT + (this.measure() - TRADE_LEFT - TRADE_RIGHT) * (Math.log(cost / low) / Math.log(high / low))
  }

  y(right) {
    const { low, high } = this.rights
    return TRADE_TOP + (TRADE_HEIGHT - TRADE_TOP - TRADE_FOOT) * ((high - right) / (high - low))
  }

  move(x) {
    const { low, high } = this.ends, width = this.measure() - TRADE_LEFT - TRADE_RIGHT
    const share = Math.max(0, (x - TRADE_LEFT) / width)
    this.set(share >= 1 ? null : low * (high / low) ** share)
  }

  set(budget) {
    this.budget = budget && Number(budget.toPrecision(2))
    this.drawBudget()
  }

  release() {
    if (this.budget === this.told) return
    this.told = this.budget
    this.tell(this.budget)
  }

  draw() {
    this.drawLegend()
    this.drawFrame()
    this.drawPoints()
    this.drawBudget()
    this.root.dataset.drawn = Number(this.root.dataset.drawn ?? 0) + 1
  }

  drawLegend() {
    const { points, teacher, words } = this.data
    const looks = [...new Map([...points, teacher].map((each) => [each.title, each])).values()]
    const entry = (title, path) => {
      const svg = drawn("svg", { width: 16, height: 16 })
      drawn("path", path, svg)
      return element("span", {}, svg, title)
    }
    this.legend.replaceChildren(
      ...looks.map((look) => entry(look.title, { d: symbol(look.symbol, 8, 8, 5), fill: look.color })),
      entry(words.front_title, { d: "M0 8H16", class: "trade-front" }),
    )
  }

  drawFrame() {
    const { words, kind } = this.data, width = this.measure(), ground = TRADE_HEIGHT - TRADE_FOOT
    const text = (content, attributes) => Object.assign(drawn("text", attributes), { textContent: content })
    const { low, high } = this.ends
    const powers = Array.from({ length: Math.ceil(Math.log10(high / low)) + 2 }, (_, place) => Math.floor(Math.log10(low)) + place)
    const steps = Math.log10(high / low) * 110 > width ? [1] : Math.log10(high / low) * 330 > width ? [1, 3] : [1, 2, 5]
    const costs = powers.flatMap((power) => steps.map((step) => step * 10 ** power)).filter((cost) => cost >= low && cost <= high)
    const wide = 100 * (this.rights.high - this.rights.low)
    const step = [1, 2, 5, 10, 20].find((each) => wide / each <= 6) ?? 25
    const rights = []
    for (let right = Math.ceil(100 * this.rights.low / step) * step; right <= 100 * this.rights.high; right += step) rights.push(right)
    this.frame.replaceChildren(
      ...rights.flatMap((right) => [
        drawn("line", { x1: TRADE_LEFT, x2: width - TRADE_RIGHT, y1: this.y(right / 100), y2: this.y(right / 100) }),
        text(right, { x: TRADE_LEFT - 6, y: this.y(right / 100) + 4, "text-anchor": "end" }),
      ]),
      ...costs.map((cost) => text(amount(cost, kind), { x: this.x(cost), y: ground + 18, "text-anchor": "middle" })),
      text(words.cost, { x: (TRADE_LEFT + width - TRADE_RIGHT) / 2, y: TRADE_HEIGHT - 6, "text-anchor": "middle" }),
      text(words.accuracy, { x: 0, y: 12 }),
    )
  }

  drawPoints() {
    const { points, front, teacher, words, kind } = this.data
    const steps = front.map((place, rank) => {
      const { cost, mean } = points[place]
      return rank ? `H${this.x(cost)}V${this.y(mean)}` : `M${this.x(cost)} ${this.y(mean)}`
    })
    change(this.front, "d", steps.join("") + `H${this.x(this.ends.high)}`)
    const percent = (share) => (100 * share).toFixed(1)
    this.groups = [...points, teacher].map((point) => {
      // Twins cost what their distilled siblings do: whiskers in one place would hide each other.
      const group = drawn("g", {}), x = this.x(point.cost) - (point.arm === "hard" ? 2 : 0)
      const blanks = { network: point.network, arm: point.title, accuracy: percent(point.mean), cost: amount(point.cost, kind) }
      const ends = point.low < point.high ? { low: percent(point.low), high: percent(point.high) } : null
      drawn("title", {}, group).textContent = filled(ends ? words.point : words.point_alone, { ...blanks, ...ends })
      if (ends) drawn("path", { d: `M${x} ${this.y(point.low)}V${this.y(point.high)}`, stroke: point.color, "stroke-width": 2 }, group)
      drawn("path", { class: "trade-mark", d: symbol(point.symbol, x, this.y(point.mean), point === teacher ? 8 : 6), fill: point.color }, group)
      return group
    })
    const named = namesOf(points).filter(({ at, wide }, rank, all) => !all.slice(0, rank).some((other) =>
      Math.abs(this.x(other.at.cost) - this.x(at.cost)) < (wide + other.wide) / 2 && Math.abs(this.y(other.at.high) - this.y(at.high)) < 12))
    const names = named.map(({ at }) => {
      const name = drawn("text", { x: this.x(at.cost), y: this.y(at.high) - 8, "text-anchor": "middle", class: "bars-share" })
      name.textContent = at.network
      return name
    })
    this.ring = drawn("circle", { class: "trade-ring", r: 13 })
    this.marks.replaceChildren(this.ring, ...this.groups, ...names)
  }

  // All that a drag changes.
  drawBudget() {
    const { points, front, words, kind } = this.data, { budget } = this
    const x = this.x(budget ?? this.ends.high), width = this.measure()
    set(this.line, { x1: x, x2: x })
    change(this.grip, "d", `M${x - 12} ${TRADE_TOP - 8}l-8 7l8 7ZM${x + 12} ${TRADE_TOP - 8}l8 7l-8 7ZM${x - 7} ${TRADE_TOP - 8}h14v14h-14Z`)
    set(this.reach, { x: x - GRIP / 2 })
    const within = front.filter((place) => budget === null || points[place].cost <= budget)
    const bought = budget === null ? null : points[within.at(-1)]
    this.groups.forEach((group, place) => {
      change(group, "opacity", budget === null || place >= points.length || points[place].cost <= budget ? "1" : "0.3")
    })
    set(this.ring, { visibility: bought ? "visible" : "hidden", cx: bought ? this.x(bought.cost) : 0, cy: bought ? this.y(bought.mean) : 0 })
    const spent = budget === null ? words.no_limit : amount(budget, kind)
    this.label.textContent = filled(words.my_budget, { budget: spent })
    const wide = 7 * this.label.textContent.length
    set(this.label, { x: Math.min(Math.max(x, TRADE_LEFT + wide / 2), width - wide / 2), "text-anchor": "middle" })
    const percent = (share) => (100 * share).toFixed(1)
    const named = (point) => filled(words.named, { network: point.network, arm: point.title })
    const said = budget === null ? filled(words.front, { front: front.map((place) => named(points[place])).join(", ") })
      : bought ? filled(words.within, { budget: spent, network: bought.network, arm: bought.title, accuracy: percent(bought.mean) })
        : filled(words.none, { budget: spent })
    this.title.textContent = said
    this.note.textContent = bought && bought.low < bought.high
      ? filled(words.interval, { network: bought.network, arm: bought.title, low: percent(bought.low), high: percent(bought.high) }) : words.hint
    const { low, high } = this.ends
    set(this.handle, { "aria-label": words.budget, "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": budget ?? high, "aria-valuetext": said })
    Object.assign(this.shown, { budget, bought: bought ?? null, within: within.length })
  }
}

export default function ({ data, parentElement, setStateValue }) {
  let tradeOff = tradeOffs.get(parentElement)
  if (!tradeOff) {
    tradeOff = new TradeOff(parentElement.querySelector(".trade-off"))
    tradeOffs.set(parentElement, tradeOff)
  }
  tradeOff.show(data, (budget) => setStateValue("budget", { amount: budget }))
  return () => tradeOffs.delete(parentElement)
}
