// What the optimizer sees of one input: the gradient on each logit from either term, and how the soft one lies to logit
// matching over all temperatures. Drawn by hand, as the bars are.

const GRADIENT_HEIGHT = 190, CURVE_HEIGHT = 150, EDGE_LEFT = 46, EDGE_FOOT = 22
const TEMPERATURES = Array.from({ length: 61 }, (_, place) => 0.25 * 400 ** (place / 60))

class GradientBars {
  // `looks`: of the hard term, the soft term and their sum.
  constructor(root, looks, classes) {
    this.svg = drawn("svg", { class: "bars", role: "img", height: GRADIENT_HEIGHT, width: "100%" })
    this.zero = drawn("line", { class: "bars-zero" }, this.svg)
    this.ticks = drawn("g", { class: "bars-frame" }, this.svg)
    const defs = drawn("defs", {}, this.svg)
    this.groups = Array.from({ length: classes }, () => ({
      bars: looks.map((look) => drawn("rect", { fill: fillOf(look, defs), stroke: look.color, "stroke-width": 1 }, this.svg)),
      label: drawn("text", { "text-anchor": "middle", y: GRADIENT_HEIGHT - 6 }, this.svg),
    }))
    root.replaceChildren(legendOf(looks), this.svg)
    this.measure = measured(this.svg, () => this.last && this.draw(...this.last))
  }

  draw(series, truth) {
    this.last = [series, truth]
    const width = this.measure(), ground = GRADIENT_HEIGHT - EDGE_FOOT
    const largest = Math.max(1e-12, ...series.flatMap((values) => [...values].map(Math.abs)))
    const step = 10 ** Math.floor(Math.log10(largest)), top = Math.ceil(largest / step) * step
    const y = (value) => (ground / 2) * (1 - value / top)
    set(this.zero, { x1: EDGE_LEFT, x2: width, y1: y(0), y2: y(0) })
    this.ticks.replaceChildren(...[top, 0, -top].map((value) => {
      const text = drawn("text", { x: EDGE_LEFT - 5, y: Math.min(ground, Math.max(10, y(value) + 4)), "text-anchor": "end" })
      text.textContent = Number(value.toPrecision(2)).toString().replace("-", "−")
      return text
    }))
    const slot = (width - EDGE_LEFT) / this.groups.length, bar = Math.min(22, (0.8 * slot) / series.length)
    this.groups.forEach(({ bars, label }, place) => {
      const middle = EDGE_LEFT + slot * (place + 0.5)
      bars.forEach((rect, which) => {
        const value = series[which][place]
        set(rect, {
          x: middle + bar * (which - bars.length / 2) + 1, width: Math.max(1, bar - 2),
          y: Math.min(y(0), y(value)), height: Math.abs(y(value) - y(0)),
        })
      })
      set(label, { x: middle, class: place === truth ? "bars-truth" : "" })
      label.textContent = place === truth ? `${place} ✓` : place
    })
  }
}

class CosineCurve {
  constructor(root, look) {
    this.svg = drawn("svg", { class: "bars", role: "img", height: CURVE_HEIGHT, width: "100%" })
    this.frame = drawn("g", { class: "bars-frame" }, this.svg)
    this.path = drawn("path", { fill: "none", stroke: look.color, "stroke-width": 2.5 }, this.svg)
    this.here = drawn("circle", { r: 6, fill: look.color }, this.svg)
    root.replaceChildren(this.svg)
    this.measure = measured(this.svg, () => this.last && this.draw(...this.last))
  }

  draw(student, teacher, temperature) {
    this.last = [student, teacher, temperature]
    const width = this.measure(), ground = CURVE_HEIGHT - EDGE_FOOT
    const x = (value) => EDGE_LEFT + (width - EDGE_LEFT - 8) * (Math.log(value / 0.25) / Math.log(400))
    const y = (cosine) => 8 + (ground - 8) * (1 - cosine)
    this.curve(student, teacher, width, x, y)
    const now = matchingCosine(student, teacher, temperature)
    set(this.here, { cx: x(temperature), cy: y(Math.max(0, now || 0)), visibility: Number.isFinite(now) ? "visible" : "hidden" })
    return now
  }

  // The curve itself is another only with other logits or another width.
  curve(student, teacher, width, x, y) {
    // Both are parts of what one run kept.
    const key = `${student.byteOffset} ${teacher.byteOffset} ${width}`
    if (key === this.key) return
    this.key = key
    const points = TEMPERATURES.map((each) => [each, matchingCosine(student, teacher, each)])
    const seen = points.filter(([, cosine]) => Number.isFinite(cosine))
    this.path.setAttribute("d", seen.map(([each, cosine], place) => `${place ? "L" : "M"}${x(each)} ${y(Math.max(0, cosine))}`).join(""))
    const marks = [[1, "1"], [10, "10"], [100, "100"]].map(([each, text]) => {
      const label = drawn("text", { x: x(each), y: CURVE_HEIGHT - 6, "text-anchor": "middle" })
      label.textContent = `T = ${text}`
      return label
    })
    const lines = [0, 0.5, 1].flatMap((tick) => {
      const label = drawn("text", { x: EDGE_LEFT - 5, y: y(tick) + 4, "text-anchor": "end" })
      label.textContent = tick
      return [drawn("line", { x1: EDGE_LEFT, x2: width, y1: y(tick), y2: y(tick) }), label]
    })
    this.frame.replaceChildren(...lines, ...marks)
  }
}
