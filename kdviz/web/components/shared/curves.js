// Curves over training steps that grow in place: one plot an axis, above one another, with one legend, zoom and cursor.
// Each line is a mean with its band and, faintly, its repeats; hidden lines and zoom survive every drawing.

const DASHES = {
  solid: [], dot: [2, 3], dash: [8, 5], longdash: [13, 6], dashdot: [9, 4, 2, 4], longdashdot: [14, 5, 2, 5],
}
// Centered outlines seven wide, as SVG has them: the legend and the plots draw the same.
const SYMBOLS = {
  circle: "M3.5 0A3.5 3.5 0 1 1-3.5 0A3.5 3.5 0 1 1 3.5 0Z",
  square: "M-3.2-3.2H3.2V3.2H-3.2Z",
  diamond: "M0-4.4L4.4 0L0 4.4L-4.4 0Z",
  cross: "M-1.3-4H1.3V-1.3H4V1.3H1.3V4H-1.3V1.3H-4V-1.3H-1.3Z",
  "triangle-up": "M0-4.2L4 3.2H-4Z",
  star: "M0-4.8L1.3-1.6L4.6-1.5L2-.1L2.9 3.9L0 1.8L-2.9 3.9L-2-.1L-4.6-1.5L-1.3-1.6Z",
}
const MOST_SYMBOLS = 12
const PADDING = 0.06

const scripts = {}

// Load a script once; after a failure the next caller tries again.
function loadScript(url) {
  scripts[url] ??= new Promise((resolve, reject) => {
    const script = element("script", { src: url })
    script.onload = () => resolve()
    script.onerror = () => {
      delete scripts[url]
      reject(new Error(`${url} does not load`))
    }
    document.head.append(script)
  })
  return scripts[url]
}

// Whether a line has an interval at every step: one seed has none. Its repeats, if they are told, are drawn with it.
function banded({ band }) {
  return band.length > 0 && Boolean(band[0])
}

class Curves {
  constructor(root) {
    this.root = root
    root.curves = this
    this.legend = element("div", { className: "curves-legend" })
    this.plots = element("div", { className: "curves-plots" })
    this.hover = element("div", { className: "curves-hover", hidden: true })
    root.replaceChildren(this.legend, this.plots, this.hover)
    this.hidden = new Set()
    this.zoom = null
    this.charts = []
    this.resizes = new ResizeObserver(() => this.resize())
    this.resizes.observe(this.plots)
  }

  // Draw `lines` ({ name, title, color, band, faint, dash, symbol, of: { axis name: { steps, mean, band, seeds } } })
  // on `axes` ({ name, label, share, unit, digits, floor, ceiling, fromZero, empty, marks }) over the steps up to `steps`.
  async draw({ axes, lines, steps, stepLabel }) {
    await loadScript(this.root.dataset.drawing)
    this.axes = axes
    this.lines = lines
    this.steps = steps
    this.stepLabel = stepLabel
    const style = getComputedStyle(this.root)
    this.color = style.color
    this.grid = style.getPropertyValue("--st-border-color-light") || "rgba(128,128,128,.2)"
    this.font = `${0.75 * parseFloat(getComputedStyle(document.documentElement).fontSize)}px ${style.fontFamily}`
    const shape = JSON.stringify([this.font, stepLabel, axes.map(({ name, label }) => [name, label]), lines.map(this.signature, this)])
    if (shape !== this.shape) {
      this.shape = shape
      this.build()
    }
    this.fill()
  }

  // What of a line cannot change without another chart.
  signature(line) {
    return [line.name, line.title, line.color, this.axes.map(({ name }) => [line.of[name].seeds.length, banded(line.of[name])])]
  }

  build() {
    this.charts.forEach((chart) => chart.destroy())
    this.charts = this.axes.map((axis, place) => this.chart(axis, place === this.axes.length - 1))
    this.legend.replaceChildren(...this.lines.map((line) => this.key(line)))
  }

  chart(axis, isLast) {
    const em = parseFloat(this.font)
    const ink = { stroke: () => this.color, font: this.font, labelFont: this.font, labelSize: 1.5 * em }
    const grid = { stroke: () => this.grid, width: 1 }
    const series = [{}], bands = []
    for (const line of this.lines) {
      const of = line.of[axis.name]
      const common = { spanGaps: true, points: { show: false } }
      if (banded(of)) {
        bands.push({ series: [series.length, series.length + 1], fill: line.band })
        series.push({ ...common, stroke: "transparent", width: 0 }, { ...common, stroke: "transparent", width: 0 })
        of.seeds.forEach(() => series.push({ ...common, stroke: line.faint, width: 1 }))
      }
      const points = { show: (chart, place) => this.mark(chart, place, line) }
      series.push({ ...common, stroke: line.color, dash: DASHES[line.dash], width: 3, points })
    }
    const chart = new uPlot({
      ...this.size(axis), series, bands, legend: { show: false },
      scales: { x: { time: false, range: (_, from, to) => [from, to] }, y: { range: (_, low, high) => this.range(axis.name, low, high) } },
      axes: [
        { ...ink, show: isLast, label: this.stepLabel, grid: { show: false }, size: 2.6 * em },
        { ...ink, label: axis.label, grid, size: 3.6 * em, space: 2 * em },
      ],
      // At the right the last step's number has half its width beyond the plot.
      padding: [0.6 * em, 2 * em, isLast ? 0 : 0.6 * em, 0],
      cursor: {
        y: false, points: { show: false }, sync: { key: this.root.dataset.testid, setSeries: false },
        drag: { x: true, y: false, setScale: false, dist: 4 },
        bind: { dblclick: () => () => this.zoomTo(null) },
      },
      hooks: {
        setSelect: [(chart) => this.select(chart)],
        setCursor: [(chart) => this.tell(chart)],
        draw: [(chart) => this.rule(chart, axis.name)],
      },
    }, [[]], this.plots)
    chart.labels = []
    return chart
  }

  size({ share }) {
    return { width: Math.max(1, this.plots.clientWidth), height: Math.max(1, Math.floor(share * this.plots.clientHeight)) }
  }

  resize() {
    this.charts.forEach((chart, place) => chart.setSize(this.size(this.axes[place])))
  }

  fill() {
    const steps = [...new Set(this.lines.flatMap((line) => Object.values(line.of).flatMap(({ steps }) => steps)))].sort((a, b) => a - b)
    const places = new Map(steps.map((step, place) => [step, place]))
    this.axes.forEach((axis, place) => {
      const columns = [steps]
      for (const line of this.lines) {
        const { steps: at, mean, band, seeds } = line.of[axis.name]
        const shown = !this.hidden.has(line.name)
        const spread = (values) => {
          const column = Array(steps.length).fill(null)
          if (shown) at.forEach((step, index) => { column[places.get(step)] = values[index] })
          return column
        }
        if (banded({ band })) columns.push(spread(band.map(([, high]) => high)), spread(band.map(([low]) => low)), ...seeds.map(spread))
        columns.push(spread(mean))
      }
      const chart = this.charts[place]
      chart.batch(() => {
        chart.setData(columns, false)
        this.scale(chart)
      })
    })
  }

  scale(chart) {
    const [min, max] = this.zoom ?? [0, this.steps]
    chart.setScale("x", { min, max })
  }

  zoomTo(range) {
    this.zoom = range
    this.charts.forEach((chart) => this.scale(chart))
  }

  select(chart) {
    const { left, width } = chart.select
    if (!width) return
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    this.zoomTo([chart.posToVal(left, "x"), chart.posToVal(left + width, "x")])
  }

  // What is drawn has room around it, a mark also for its words above; a scale ends where its values do.
  range(name, low, high) {
    const { floor, ceiling, fromZero, empty, marks } = this.axes.find((axis) => axis.name === name)
    if (low === null) return empty
    const levels = marks.map(({ y }) => y)
    const least = fromZero ? 0 : Math.min(low, ...levels), most = Math.max(high, ...levels)
    const room = PADDING * (most - least || 1)
    const top = Math.max(most + room, ...levels.map((level) => level + 2 * room))
    return [Math.max(least - room, floor), Math.min(top, ceiling)]
  }

  // Symbols enough to tell the lines apart: one a point would be most of the work of a drawing.
  mark(chart, place, line) {
    const steps = chart.data[0], values = chart.data[place]
    const { ctx } = chart
    const symbol = new Path2D(SYMBOLS[line.symbol])
    const known = [...values.keys()].filter((index) => values[index] !== null)
    const every = Math.ceil(known.length / MOST_SYMBOLS)
    ctx.save()
    ctx.fillStyle = line.color
    for (let index = known.length - 1; index >= 0; index -= every) {
      const step = steps[known[index]]
      if (step < chart.scales.x.min || step > chart.scales.x.max) continue
      ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, chart.valToPos(step, "x", true), chart.valToPos(values[known[index]], "y", true))
      ctx.fill(symbol)
    }
    ctx.restore()
    return false
  }

  // Level marks: the teacher, a guess. Their words are text of the page.
  rule(chart, name) {
    const { marks } = this.axes.find((axis) => axis.name === name)
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
      label.style.color = color
      label.style[side] = 0
      label.style[side === "left" ? "right" : "left"] = ""
      // Above its line, or below where there is no room.
      const top = chart.valToPos(y, "y")
      label.style.top = `${top}px`
      label.classList.toggle("below", top < 1.6 * parseFloat(this.font))
    })
  }

  key(line) {
    const button = element("button", { type: "button" })
    button.innerHTML = `<svg width="36" height="12" viewBox="-18 -6 36 12" aria-hidden="true"><path d="M-18 0H18" stroke-width="3" stroke="${line.color}" stroke-dasharray="${DASHES[line.dash]}"/><path d="${SYMBOLS[line.symbol]}" fill="${line.color}"/></svg>`
    button.append(line.title)
    button.setAttribute("aria-pressed", !this.hidden.has(line.name))
    button.onclick = () => {
      if (!this.hidden.delete(line.name)) this.hidden.add(line.name)
      button.setAttribute("aria-pressed", !this.hidden.has(line.name))
      this.fill()
    }
    return button
  }

  // The numbers at the step under the pointer.
  tell(chart) {
    const { left, idx } = chart.cursor
    const step = chart.data[0][idx]
    this.hover.hidden = left < 0 || step === undefined
    if (this.hover.hidden) return
    const rows = this.lines.filter((line) => !this.hidden.has(line.name)).map((line) => {
      const numbers = this.axes.map((axis) => {
        const { steps, mean } = line.of[axis.name]
        const place = steps.findLastIndex((one) => one <= step)
        return place < 0 ? "–" : `${mean[place].toFixed(axis.digits)}${axis.unit}`
      })
      return element("tr", {}, element("th", { textContent: line.title }), ...numbers.map((textContent) => element("td", { textContent })))
    })
    this.hover.replaceChildren(element("table", {}, element("caption", { textContent: `${this.stepLabel} ${step}` }), ...rows))
    const middle = chart.over.clientWidth / 2
    this.hover.style.left = left < middle ? "" : "4.5rem"
    this.hover.style.right = left < middle ? "1rem" : ""
  }

  // Draw, or say that it failed: the next drawing tries again. Returns whether it is drawn.
  async tryDrawing(picture, status, words) {
    try {
      await this.draw(picture)
    } catch (error) {
      console.error(error)
      status.textContent = words.undrawn
      return false
    }
    return true
  }

  end() {
    this.resizes.disconnect()
    this.charts.forEach((chart) => chart.destroy())
    this.charts = []
  }
}
