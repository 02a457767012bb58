// Rows of tables: each number as a bar from the mean, and the most telling columns in words.

import { address } from "./addresses.js"
import { paintCells } from "./cells.js"
import { brush, element, filled } from "./elements.js"
import { rgb } from "./marks.js"

// Numbers of a row that are drawn as bars; more are a grid. And how many standard deviations reach the edge.
const MOST_BARS = 40, REACH = 3
const BELOW = "#8a8a8a"

/**
 * Draw the numbers of a row, in standard deviations: above the mean in `color`, below it in another, gray unless told.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} row @param {string} color
 */
export function paintRow(canvas, row, color, under = BELOW) {
  const context = brush(canvas), { width, height } = canvas, { length: count } = row
  const above = rgb(color), below = rgb(under)
  if (count > MOST_BARS) {
    const columns = Math.ceil(Math.sqrt(count))
    paintCells(canvas, Math.ceil(count / columns), columns, (place) => {
      const value = row[place] ?? 0
      return [...(value > 0 ? above : below), 255 * Math.min(1, Math.abs(value) / REACH)]
    })
    return
  }
  context.fillStyle = "#fff"
  context.fillRect(0, 0, width, height)
  const slot = width / count
  for (let place = 0; place < count; place += 1) {
    const tall = (Math.min(REACH, Math.abs(row[place])) / REACH) * (height / 2)
    context.fillStyle = row[place] > 0 ? color : under
    context.fillRect(place * slot, row[place] > 0 ? height / 2 - tall : height / 2, Math.max(1, slot - 1), tall)
  }
}

/** @type {Map<string, Promise<[string, string | null][]>>} */ const known = new Map()

/** @param {string} path @returns {Promise<[string, string | null][]>} */
function columnsAt(path) {
  const kept = known.get(path)
  if (kept) return kept
  const asked = fetch(address(path)).then((answer) => answer.ok ? answer.json() : Promise.reject(answer.status))
  known.set(path, asked)
  // What may pass is asked again.
  asked.catch(() => known.delete(path))
  return asked
}

/** A card of one row: its most telling columns with their values. Hidden where there is none. */
export class RowCard {
  root = element("dl", { className: "row-card", hidden: true })
  path = ""

  /** @param {string} path with a blank for the row, or nothing @param {number} row */
  async show(path, row) {
    const wanted = path && filled(path, { row })
    if (wanted === this.path) return
    this.path = wanted
    this.root.hidden = true
    if (!wanted) return
    const columns = await columnsAt(wanted).catch(() => [])
    if (wanted !== this.path) return
    this.root.replaceChildren(...columns.map(([name, value]) =>
      element("div", {}, element("dt", { textContent: name }), element("dd", { textContent: value ?? "—" }))))
    this.root.hidden = !columns.length
    if (!columns.length) this.path = ""
  }
}
