// One input in the lab: its picture, everybody's softened answers as bars, and what they come to in numbers.

const MOST_BARS = 30

class Panel {
  // `rows`: arm to rows of logits, one a seed.
  constructor({ title, place, rows }, data, run) {
    const looks = data.looks.filter(({ name }) => name in rows)
    const head = element("div", { className: "lab-head" })
    if (place !== undefined) {
      const canvas = element("canvas", { width: 96, height: 96 })
      canvas.setAttribute("role", "img")
      canvas.setAttribute("aria-label", title)
      paintInput(canvas, run.inputs, place, data.classes, run.labels.values)
      head.append(canvas, element("div", { textContent: title }))
    }
    const bars = element("div", { className: "lab-bars" }), classes = rows.teacher[0].length
    if (classes <= MOST_BARS) this.chart = new Bars(bars, looks, classes)
    else bars.append(element("p", { textContent: data.words.too_many_bars }))
    const numbers = element("table", { className: "lab-numbers" })
    const titles = ["", data.words.entropy, data.words.top, data.words.effective]
    numbers.append(element("tr", {}, ...titles.map((text) => element("th", { textContent: text, scope: "col" }))))
    this.cells = looks.map((look) => {
      const values = [0, 1, 2].map(() => element("td"))
      numbers.append(element("tr", {}, element("th", { textContent: look.title, scope: "row" }), ...values))
      return values
    })
    this.root = element("div", { className: "lab-panel" }, head, bars, numbers)
  }

  // Returns each arm's mean shares.
  draw(rows, { temperature, truth, log }) {
    const answers = Object.values(rows).map((logits) => logits.map((row) => softened(row, temperature)))
    const series = answers.map(overRows)
    this.chart?.draw({ series, truth, log, name: String })
    // Of each student by itself, and then averaged: the entropy of their mean would be that of an ensemble.
    answers.forEach((students, row) => {
      const average = (measure) => students.reduce((sum, shares) => sum + measure(shares), 0) / students.length
      const nats = average(entropy), top = average((shares) => Math.max(...shares))
      const texts = [nats.toFixed(2), `${(100 * top).toFixed(1)} %`, Math.exp(nats).toFixed(2)]
      texts.forEach((text, column) => { this.cells[row][column].textContent = text })
    })
    return series.map(({ mean }) => [...mean])
  }

  // For those who cannot see it.
  say(text) {
    this.chart?.svg.setAttribute("aria-label", text)
  }
}
