// Which images look alike to the networks: their similarity matrices.

import { brush, element, filled } from "../shared/elements.js"
import { paintHeat } from "../shared/cells.js"
import { fromBase64 } from "../shared/tensors.js"

const MATRIX = 288, EDGE_OF_NAMES = 16
export const SIZE = MATRIX + EDGE_OF_NAMES

/**
 * Draw the last matrices that the snapshots tell.
 * @param {Row} row @param {Snapshot[]} snapshots @param {CurvesData} data
 */
export function drawSimilarities(row, snapshots, data) {
  const likeness = snapshots.find((snapshot) => snapshot.likeness)?.likeness
  const last = snapshots.findLast((snapshot) => Object.keys(snapshot.similarities).length)
  row.root.hidden = !likeness || !last
  if (!likeness || !last) return
  const { words } = data, { apart, apart_ci95: intervals } = last
  row.title.textContent = filled(words.similarities, { count: likeness.labels.length, seed: likeness.seed })
  const [least, most] = likeness.ends.map((end) => end.toFixed(2))
  row.key.textContent = filled(words.alike, { least, most })
  for (const { look, picture, canvas, told } of row.show(data, { teacher: likeness.teacher, ...last.similarities })) {
    const off = apart[look.name]
    told.textContent = off ? filled(words.apart, { apart: distance(off, intervals[look.name]) }) : words.copied
    const whose = filled(words.matrix, { who: look.title, step: last.step })
    canvas.ariaLabel = `${whose}: ${told.textContent}`
    paint(canvas, picture, likeness.labels, data)
  }
}

/** @param {HTMLCanvasElement} canvas @param {string} matrix @param {number[]} labels @param {CurvesData} data */
function paint(canvas, matrix, labels, { classes, heat }) {
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
    const name = fitting(context, classes[label].name, MATRIX / classes.length)
    context.fillText(name, at, EDGE_OF_NAMES / 2)
    context.save()
    context.translate(EDGE_OF_NAMES / 2, at)
    // A name that is wider than the edge runs along it.
    if (context.measureText(name).width > EDGE_OF_NAMES) context.rotate(-Math.PI / 2)
    context.fillText(name, 0, 0)
    context.restore()
  }
}

// As much of a name as there is room for.
/** @param {CanvasRenderingContext2D} context @param {string} name @param {number} room */
function fitting(context, name, room) {
  let shown = name
  while (shown.length > 1 && context.measureText(shown).width > room) shown = shown.slice(0, -1)
  return shown
}

/** The mean over the seeds and, of several, its interval. @param {number[]} apart @param {Ends | null} [interval] */
function distance(apart, interval) {
  const mean = apart.reduce((sum, value) => sum + value, 0) / apart.length
  const text = (/** @type {number} */ value) => Math.max(0, value).toPrecision(2)
  return interval ? `${text(mean)} (${text(interval[0])}–${text(interval[1])})` : text(mean)
}
