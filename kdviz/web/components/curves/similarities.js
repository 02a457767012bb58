// Which images look alike to teacher, hard twin and distilled student: their similarity matrices side by side.

import { brush, element, filled } from "../shared/elements.js"
import { paintHeat } from "../shared/heat.js"
import { fromBase64 } from "../shared/tensors.js"
/** @import { Ends } from "../shared/curves.js" */
/** @import { Snapshot } from "../shared/log.js" */
/** @import { CurvesData } from "./curves.js" */

/** @typedef {{ canvas: HTMLCanvasElement, caption: HTMLElement, told: HTMLElement }} Figure */

const MATRIX = 288, EDGE_OF_NAMES = 16

export class Similarities {
  /** @type {Record<string, Figure>} */ figures = {}
  title = element("div", { className: "surfaces-title" })
  key = element("div", { className: "surfaces-key" })

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.forget()
  }

  forget() {
    this.figures = {}
    this.root.replaceChildren()
    this.root.hidden = true
  }

  // Draw as a snapshot says; what it does not say stays.
  /** @param {Snapshot[]} snapshots @param {CurvesData} data */
  draw(snapshots, data) {
    const likeness = snapshots.find((snapshot) => snapshot.likeness)?.likeness
    const last = snapshots.findLast((snapshot) => Object.keys(snapshot.similarities).length)
    this.root.hidden = !likeness || !last
    if (!likeness || !last) return
    const { words } = data, { apart, apart_ci95: intervals } = last
    /** @type {Record<string, string>} */ const matrices = { teacher: likeness.teacher, ...last.similarities }
    const looks = [...data.teacher_arms, ...data.arms].filter((look) => look.name in matrices)
    if (!(looks[0].name in this.figures)) this.build(looks)
    this.title.textContent = filled(words.similarities, { count: likeness.labels.length, seed: likeness.seed })
    const [least, most] = likeness.ends.map((end) => end.toFixed(2))
    this.key.textContent = filled(words.alike, { least, most })
    for (const look of looks) {
      const { canvas, caption, told } = this.figures[look.name]
      caption.textContent = look.title
      caption.style.borderColor = look.color
      const off = apart[look.name]
      told.textContent = off ? filled(words.apart, { apart: distance(off, intervals[look.name]) }) : words.copied
      const whose = filled(words.matrix, { who: look.title, step: last.step })
      canvas.setAttribute("aria-label", `${whose}: ${told.textContent}`)
      this.paint(canvas, matrices[look.name], likeness.labels, data)
    }
  }

  /** @param {CurvesData["arms"]} looks */
  build(looks) {
    const row = element("div", { className: "surfaces-row" })
    for (const look of looks) {
      const canvas = element("canvas", { width: MATRIX + EDGE_OF_NAMES, height: MATRIX + EDGE_OF_NAMES })
      canvas.setAttribute("role", "img")
      const caption = element("figcaption"), told = element("div", { className: "surfaces-told" })
      row.append(element("figure", {}, caption, canvas, told))
      this.figures[look.name] = { canvas, caption, told }
    }
    this.root.replaceChildren(this.title, this.key, row)
  }

  /** @param {HTMLCanvasElement} canvas @param {string} matrix @param {number[]} labels @param {CurvesData} data */
  paint(canvas, matrix, labels, { classes, heat }) {
    const ink = getComputedStyle(canvas).color
    if (canvas.dataset.matrix === matrix && canvas.dataset.ink === ink) return
    canvas.dataset.matrix = matrix
    canvas.dataset.ink = ink
    const field = element("canvas", { width: MATRIX, height: MATRIX })
    paintHeat(field, fromBase64(matrix), labels.length, labels.length, 255, heat)
    const context = brush(canvas)
    context.clearRect(0, 0, canvas.width, canvas.height)
    context.drawImage(field, EDGE_OF_NAMES, EDGE_OF_NAMES)
    context.fillStyle = ink
    context.font = "12px sans-serif"
    context.textAlign = "center"
    context.textBaseline = "middle"
    for (const label of new Set(labels)) {
      const middle = (labels.indexOf(label) + labels.lastIndexOf(label) + 1) / 2
      const at = EDGE_OF_NAMES + (middle / labels.length) * MATRIX
      context.fillText(classes[label].name, at, EDGE_OF_NAMES / 2)
      context.fillText(classes[label].name, EDGE_OF_NAMES / 2, at)
    }
  }
}

// The mean over the seeds and, of several, its interval.
/** @param {number[]} apart @param {Ends | null | undefined} interval */
function distance(apart, interval) {
  const mean = apart.reduce((sum, value) => sum + value, 0) / apart.length
  const text = (/** @type {number} */ value) => Math.max(0, value).toPrecision(2)
  return interval ? `${text(mean)} (${text(interval[0])}–${text(interval[1])})` : text(mean)
}
