// The dark-knowledge atlas: what the teacher says, on the average, of the images of each class, and which classes it
// takes for one another.

import { element, filled, part } from "../shared/elements.js"
import { paintInput } from "../shared/gallery.js"
import { cut, widthOf } from "../shared/names.js"
import { softened } from "../shared/softening.js"
import { drawn, set, written } from "../shared/svg.js"

/** @typedef {Float64Array[]} Means one row a class */
/** @typedef {[one: number, other: number, share: number]} Pair of classes, with a mean share */

const CELL = 34, LEAST_MARGIN = 30, PAIRS = 3, EXAMPLES = 2
// The line below the cells takes about this many units, and a unit at most this many pixels: else two classes are
// drawn as large as ten, and their words five times as large.
const LINE = 230, ZOOM = 1.47
// Of so many classes the letters are larger, in a picture as wide as leaves them readable.
const MANY = 12, WIDEST = 44
// Letters in the text's color can be read on the darkest cell: at full opacity their contrast was below 3.
const DARKEST = 0.6

export class Atlas {
  built = ""
  paired = ""
  svg = drawn("svg", { class: "bars atlas", role: "img", width: "100%" })
  /** @type {{ cell: Element, text: Element }[][]} */ cells = []
  /** @type {HTMLElement[]} */ shares = []

  /** @param {Element} root */
  constructor(root) {
    this.table = part(root, ".atlas-map")
    this.pairs = part(root, ".atlas-pairs")
  }

  /**
   * Draw the teacher's answers at `temperature`, and return their means; `version` changes with the run and the words.
   * @param {KeptRun} run @param {number} temperature @param {LabData} data @param {string} version
   */
  draw(run, temperature, { classes, words }, version) {
    const names = classes.map(({ name }) => name), means = this.means(run, temperature)
    if (this.built !== version) this.build(names, words.atlas_axes)
    this.built = version
    const highest = Math.max(...means.flatMap((row, label) => [...row].filter((_, other) => other !== label)), 1e-9)
    means.forEach((row, label) => row.forEach((share, other) => {
      const { cell, text } = this.cells[label][other]
      set(cell, { "fill-opacity": label === other ? 0.12 : (DARKEST * Math.sqrt(share / highest)).toFixed(2) })
      const said = share >= 0.0005 ? (100 * share).toFixed(share < 0.0995 ? 1 : 0) : ""
      if (text.textContent !== said) text.textContent = said
    }))
    const pairs = this.pairsOf(means)
    this.svg.ariaLabel = pairs.map(([one, other, share]) =>
      `${names[one]}–${names[other]}: ${(100 * share).toFixed(1)} %`).join("; ")
    const paired = JSON.stringify([version, pairs.map(([one, other]) => [one, other])])
    if (this.paired !== paired) this.buildPairs(pairs, run, temperature, classes, words)
    this.paired = paired
    pairs.forEach(([, , share], which) => {
      this.shares[which].textContent = filled(words.pair, { share: (100 * share).toFixed(1) })
    })
    return means
  }

  // The teacher's mean softened answer to the images of each class.
  /** @param {KeptRun} run @param {number} temperature @returns {Means} */
  means(run, temperature) {
    const { classes } = run
    const sums = Array.from({ length: classes }, () => new Float64Array(classes))
    const counts = new Float64Array(classes)
    run.labels.values.forEach((label, place) => {
      counts[label] += 1
      softened(run.teacherOf(place), temperature).forEach((share, other) => { sums[label][other] += share })
    })
    return sums.map((row, label) => row.map((sum) => sum / Math.max(1, counts[label])))
  }

  /** @param {string[]} names @param {string} axes */
  build(names, axes) {
    const shown = names.map(cut), widest = Math.max(...shown.map(widthOf))
    // Names that are wider than a cell stand upright above it.
    const upright = widest > CELL, margin = Math.max(LEAST_MARGIN, widest + 12)
    const side = margin + names.length * CELL, width = Math.max(side, LINE)
    this.svg.replaceChildren()
    this.svg.setAttribute("viewBox", `0 0 ${width} ${side + 14}`)
    this.svg.style.maxWidth = `min(${WIDEST}rem, ${ZOOM * width}px)`
    this.svg.classList.toggle("atlas-many", names.length > MANY)
    this.cells = names.map((_, label) => names.map((_, other) => {
      const x = margin + other * CELL, y = margin + label * CELL
      const cell = drawn("rect", { x, y, width: CELL - 2, height: CELL - 2, class: "atlas-cell", rx: 3 }, this.svg)
      const middle = { x: x + CELL / 2 - 1, y: y + CELL / 2 + 3, "text-anchor": "middle" }
      return { cell, text: drawn("text", middle, this.svg) }
    }))
    shown.forEach((name, label) => {
      const middle = margin + (label + 0.5) * CELL - 1
      const lying = { x: middle, y: margin - 6, "text-anchor": "middle" }
      const standing = { x: middle + 4, y: margin - 6, transform: `rotate(-90 ${middle + 4} ${margin - 6})` }
      const above = upright ? standing : lying
      const beside = { x: margin - 8, y: middle + 4, "text-anchor": "end" }
      for (const at of [above, beside]) written(name, { ...at, class: "bars-truth" }, this.svg)
    })
    written(axes, { x: width, y: side + 10, "text-anchor": "end" }, this.svg)
    this.table.replaceChildren(this.svg)
  }

  /** The pairs of classes that the teacher takes for one another most. @param {Means} means @returns {Pair[]} */
  pairsOf(means) {
    const pairs = means.flatMap((row, one) => [...row.keys()].slice(one + 1).map((other) =>
      /** @type {Pair} */ ([one, other, (row[other] + means[other][one]) / 2])))
    return pairs.sort((first, second) => second[2] - first[2]).slice(0, PAIRS)
  }

  /**
   * Each pair with the images of either class that the teacher gives most of the other.
   * @param {Pair[]} pairs @param {KeptRun} run @param {number} temperature
   * @param {ClassLook[]} looks @param {Words} words
   */
  buildPairs(pairs, run, temperature, looks, words) {
    this.shares = pairs.map(() => element("span"))
    this.pairs.replaceChildren(...pairs.map(([one, other], which) => {
      const examples = [[one, other], [other, one]].flatMap(([label, taken]) =>
        this.examples(run, temperature, label, taken).map((place) => {
          const title = filled(words.thumb, { label: looks[label].name, number: run.ids.values[place] })
          const canvas = element("canvas", { width: 44, height: 44, title, role: "img", ariaLabel: title })
          paintInput(canvas, run.inputs, place, looks, run.labels.values)
          return canvas
        }))
      const names = element("strong", {}, `${looks[one].name} ↔ ${looks[other].name}`)
      return element("div", { className: "atlas-pair" }, names, this.shares[which], ...examples)
    }))
  }

  // Places of the images of class `label` to which the teacher gives most of the class `taken`.
  /** @param {KeptRun} run @param {number} temperature @param {number} label @param {number} taken */
  examples(run, temperature, label, taken) {
    const places = [...run.labels.values.keys()].filter((place) => run.labels.values[place] === label)
    const shares = places.map((place) => ({ place, share: softened(run.teacherOf(place), temperature)[taken] }))
    shares.sort((one, other) => other.share - one.share)
    return shares.slice(0, EXAMPLES).map(({ place }) => place)
  }
}
