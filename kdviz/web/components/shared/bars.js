// Softened distributions as grouped bars, drawn by hand so that they follow the finger.

const SVG = "http://www.w3.org/2000/svg"
const HEIGHT = 240, TOP = 22, FOOT = 26, GUTTER = 40

function drawn(name, attributes, parent) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  if (parent) parent.append(made)
  return made
}

class Bars {
  // `looks`: name, title, color, and fill, which is "solid", "striped" or "outline".
  constructor(root, looks, classes) {
    this.svg = drawn("svg", { class: "bars", role: "img", height: HEIGHT, width: "100%" })
    const defs = drawn("defs", {}, this.svg)
    this.looks = looks
    this.frame = drawn("g", { class: "bars-frame" }, this.svg)
    this.groups = Array.from({ length: classes }, () => {
      const group = drawn("g", {}, this.svg)
      const bars = looks.map((look) => ({
        bar: drawn("rect", { fill: fillOf(look, defs), stroke: look.color, "stroke-width": 1.5 }, group),
        whisker: drawn("path", { stroke: "currentColor", "stroke-width": 1, fill: "none" }, group),
      }))
      const label = drawn("text", { "text-anchor": "middle", y: HEIGHT - 8 }, group)
      const share = drawn("text", { "text-anchor": "middle", class: "bars-share" }, group)
      return { bars, label, share }
    })
    root.replaceChildren(legendOf(looks), this.svg)
    this.measure = measured(this.svg, () => this.last && this.draw(this.last))
  }

  // `series`: one { mean, low, high } of probabilities a look. `truth`: the label's class, or null.
  // `log`: whether heights go by powers of ten, down to 10^-6.
  draw(shown) {
    this.last = shown
    const { series, truth, log, name } = shown
    const width = this.measure()
    const ground = HEIGHT - FOOT, reach = ground - TOP
    const height = (share) => reach * (log ? Math.max(0, 1 + Math.log10(Math.max(share, 1e-6)) / 6) : share)
    this.gridlines(width, ground, height, log)
    const slot = (width - GUTTER) / this.groups.length
    const bar = Math.min(26, (0.8 * slot) / this.looks.length)
    this.groups.forEach(({ bars, label, share }, place) => {
      const middle = GUTTER + slot * (place + 0.5)
      bars.forEach(({ bar: rect, whisker }, which) => {
        const { mean, low, high } = series[which]
        const left = middle + bar * (which - bars.length / 2)
        const tall = height(mean[place])
        set(rect, { x: left + 1, width: Math.max(1, bar - 2), y: ground - tall, height: tall })
        const center = left + bar / 2
        whisker.setAttribute("d", `M${center} ${ground - height(low[place])}V${ground - height(high[place])}`)
      })
      set(label, { x: middle, class: place === truth ? "bars-truth" : "" })
      label.textContent = place === truth ? `${name(place)} ✓` : name(place)
      const top = series[0].mean[place]
      share.textContent = top >= 0.005 && slot > 24 ? `${(100 * top).toFixed(0)}` : ""
      set(share, { x: middle + bar * (0.5 - bars.length / 2), y: ground - height(top) - 5 })
    })
  }

  gridlines(width, ground, height, log) {
    if (this.lined === `${width} ${log}`) return
    this.lined = `${width} ${log}`
    const ticks = log ? [1, 1e-2, 1e-4, 1e-6] : [0, 0.25, 0.5, 0.75, 1]
    this.frame.replaceChildren(...ticks.flatMap((tick) => {
      const y = ground - height(tick)
      const text = drawn("text", { x: GUTTER - 6, y: y + 4, "text-anchor": "end" })
      text.textContent = log && tick < 1e-2 ? `10${tick === 1e-4 ? "⁻²" : "⁻⁴"} %` : `${100 * tick} %`
      return [drawn("line", { x1: GUTTER, x2: width, y1: y, y2: y }), text]
    }))
  }
}

function legendOf(looks) {
  return element("div", { className: "bars-legend" }, ...looks.map((look) =>
    element("span", {}, element("i", { className: `bars-${look.fill}`, style: `--look: ${look.color}` }), look.title)))
}

// Returns what tells the width of a picture: reading it between two drawings would make the browser lay out anew.
function measured(svg, changed) {
  let width = 0
  new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width
    changed()
  }).observe(svg)
  return () => (width ||= svg.clientWidth || 600)
}

// An attribute that is as it should be costs nothing.
function change(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value)
}

function set(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
}

function fillOf(look, defs) {
  if (look.fill === "solid") return look.color
  if (look.fill === "outline") return `${look.color}55`
  const id = `stripes-${look.name}-${Math.random().toString(36).slice(2)}`
  const attributes = { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }
  const pattern = drawn("pattern", attributes, defs)
  drawn("rect", { width: 6, height: 6, fill: look.color, opacity: 0.25 }, pattern)
  drawn("rect", { width: 3, height: 6, fill: look.color }, pattern)
  return `url(#${id})`
}

// Mean, lowest and highest over rows of probabilities, class by class.
function overRows(rows) {
  const classes = rows[0].length
  const fold = (start, step) => Float64Array.from({ length: classes }, (_, place) => rows.reduce((so, row) => step(so, row[place]), start))
  return {
    mean: fold(0, (so, share) => so + share / rows.length),
    low: fold(Infinity, Math.min),
    high: fold(-Infinity, Math.max),
  }
}
