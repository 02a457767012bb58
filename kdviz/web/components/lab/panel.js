// One input in the lab: its picture, everybody's softened answers as bars, and what they come to in numbers.

import { Bars, overRows } from "../shared/bars.js"
import { element } from "../shared/elements.js"
import { paintInput } from "../shared/gallery.js"
import { RowCard } from "../shared/rows.js"
import { entropy, mean, softened } from "../shared/softening.js"

/**
 * What bars are about: an input of the run at a place with its label, or any other.
 * @typedef {{ title: string, place?: number, label: number | null, names: string[], rows: Answers }} Subject
 */

const MOST_BARS = 30

export class Panel {
  /** @type {Bars | null} */ chart = null

  /** @param {Subject} subject @param {LabData} data @param {KeptRun} run */
  constructor({ title, place, names, rows }, data, run) {
    const looks = data.looks.filter(({ name }) => name in rows)
    const head = element("div", { className: "lab-head" })
    if (place !== undefined) {
      const canvas = element("canvas", { width: 96, height: 96, role: "img", ariaLabel: title })
      paintInput(canvas, run.inputs, place, data.classes, run.labels.values)
      const row = new RowCard()
      row.show(data.rows, run.ids.values[place])
      head.append(canvas, title, row.root)
    }
    const bars = element("div", { className: "lab-bars" })
    if (names.length <= MOST_BARS) this.chart = new Bars(bars, looks, names)
    else bars.append(element("p", { textContent: data.words.too_many_bars }))
    const numbers = this.numbers = element("table", { className: "lab-numbers" })
    numbers.append(element("caption", {}, title))
    const titles = ["", data.words.entropy, data.words.top, data.words.effective]
    numbers.append(element("tr", {}, ...titles.map((text) => element("th", { textContent: text, scope: "col" }))))
    this.cells = looks.map((look) => {
      const values = [0, 1, 2].map(() => element("td"))
      numbers.append(element("tr", {}, element("th", { textContent: look.title, scope: "row" }), ...values))
      return values
    })
    this.root = element("div", { className: "lab-panel" }, head, bars)
  }

  // Returns each arm's mean shares.
  /** @param {Answers} rows @param {{ temperature: number, truth: number | null, log: boolean }} how */
  draw(rows, { temperature, truth, log }) {
    const answers = Object.values(rows).map((logits) => logits.map((row) => softened(row, temperature)))
    const series = answers.map(overRows)
    this.chart?.draw({ series, truth, log })
    // Of each student by itself, and then averaged: the entropy of their mean would be that of an ensemble.
    answers.forEach((students, row) => {
      const nats = mean(students.map(entropy)), top = mean(students.map((shares) => Math.max(...shares)))
      const texts = [nats.toFixed(2), `${(100 * top).toFixed(1)} %`, Math.exp(nats).toFixed(2)]
      texts.forEach((text, column) => { this.cells[row][column].textContent = text })
    })
    return series.map(({ mean }) => [...mean])
  }

  /** For those who cannot see it. @param {string} text */
  say(text) {
    if (this.chart) this.chart.svg.ariaLabel = text
  }
}
