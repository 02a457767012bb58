// A gallery of pictures to pick from, in an order that the reader chooses.

import { paintCells } from "./cells.js"
import { brush, element, part } from "./elements.js"
import { mark } from "./marks.js"
import { paintRow } from "./rows.js"

/**
 * @typedef {object} Pictures
 * @property {Order[]} orders @property {string} sort the one on show
 * @property {number[]} chosen the picked places
 * @property {(canvas: HTMLCanvasElement, place: number) => void} paint draws a picture
 * @property {(place: number) => string} title says what it is
 * @property {ArrayLike<number>} ids @property {string} none what to say of no pictures
 */

const EDGE = 44

export class Gallery {
  // The place that was picked last.
  last = -1

  /** `picked` is called when the reader has picked. @param {Element} root @param {(picked: Picked) => void} picked */
  constructor(root, picked) {
    this.sorts = element("div", { className: "gallery-sorts", role: "radiogroup" })
    this.thumbs = element("div", { className: "gallery-thumbs", role: "toolbar" })
    this.thumbs.onkeydown = (event) => this.step(event)
    this.empty = element("p", { className: "gallery-empty" })
    root.replaceChildren(this.sorts, this.thumbs, this.empty)
    this.picked = picked
  }

  /** @param {Pictures} pictures */
  show({ orders, sort, chosen, paint, title, ids, none }) {
    const sorting = this.sorts.contains(document.activeElement)
    const current = orders.find((order) => order.name === sort) ?? orders[0]
    this.sorts.replaceChildren(...orders.map((order) => {
      const checked = order === current
      const radio = element("input", { type: "radio", name: "kdviz-sort", value: order.name, checked })
      radio.onchange = () => this.picked({ sort: order.name, id: ids[order.places[0] ?? chosen[0]] })
      return element("label", {}, radio, element("span", { textContent: order.title }))
    }))
    if (sorting) part(this.sorts, ":checked").focus()
    this.empty.hidden = current.places.length > 0
    this.empty.textContent = none
    const focused = this.thumbs.contains(document.activeElement)
    this.thumbs.ariaLabel = current.title
    // One stop of the Tab key, on the picture that was picked last.
    const stop = [this.last, ...chosen, current.places[0]].find((each) => current.places.includes(each))
    this.thumbs.replaceChildren(...current.places.map((each) => {
      const canvas = element("canvas", { width: EDGE, height: EDGE })
      paint(canvas, each)
      const tabIndex = each === stop ? 0 : -1
      const said = { tabIndex, title: title(each), ariaLabel: title(each), ariaPressed: String(chosen.includes(each)) }
      const thumb = element("button", { type: "button", ...said }, canvas)
      thumb.onclick = () => {
        this.last = each
        this.picked({ sort: current.name, id: ids[each] })
      }
      return thumb
    }))
    if (focused) this.thumbs.querySelectorAll("button")[current.places.indexOf(this.last)]?.focus()
  }

  /** The arrow keys go from picture to picture. @param {KeyboardEvent} event */
  step(event) {
    const buttons = [...this.thumbs.querySelectorAll("button")]
    const here = buttons.findIndex((button) => button === document.activeElement)
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (to === undefined || !buttons[to]) return
    event.preventDefault()
    buttons.forEach((button, place) => { button.tabIndex = place === to ? 0 : -1 })
    buttons[to].focus()
  }
}

// Draw one input: a picture, a point among the others in the plane, or the numbers of a row.
/**
 * @param {HTMLCanvasElement} canvas @param {Tensor} inputs @param {number} place
 * @param {ClassLook[]} looks @param {ArrayLike<number>} labels
 */
export function paintInput(canvas, inputs, place, looks, labels) {
  const [, ...shape] = inputs.shape
  const count = shape.reduce((product, side) => product * side, 1)
  const own = inputs.values.subarray(place * count, (place + 1) * count)
  if (shape.length === 3) paintPicture(canvas, own, shape)
  else if (count === 2) paintPoint(canvas, inputs, place, looks, labels)
  else paintRow(canvas, own, looks[labels[place]].color)
}

// Draw a picture of shape (channels, height, width): of one channel, the ink on paper; of three, red, green and blue.
/** @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} values @param {number[]} shape */
export function paintPicture(canvas, values, [channels, height, width]) {
  const size = height * width
  paintCells(canvas, height, width, (pixel) => [
    ...[0, 1, 2].map((color) => 255 * (channels === 3 ? values[color * size + pixel] : 1 - values[pixel])), 255,
  ])
}

/**
 * @param {HTMLCanvasElement} canvas @param {Tensor} inputs @param {number} place
 * @param {ClassLook[]} looks @param {ArrayLike<number>} labels
 */
function paintPoint(canvas, inputs, place, looks, labels) {
  const context = brush(canvas)
  const [xs, ys] = columns(inputs)
  const left = Math.min(...xs), bottom = Math.min(...ys)
  const extent = 1.2 * Math.max(Math.max(...xs) - left, Math.max(...ys) - bottom, 1e-9)
  const x = (/** @type {number} */ row) => ((xs[row] - left) / extent + 0.08) * canvas.width
  const y = (/** @type {number} */ row) => canvas.height - ((ys[row] - bottom) / extent + 0.08) * canvas.height
  context.fillStyle = "#fff"
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.globalAlpha = 0.35
  xs.forEach((_, row) => mark(context, looks[labels[row]], x(row), y(row), canvas.width / 30))
  context.globalAlpha = 1
  mark(context, looks[labels[place]], x(place), y(place), canvas.width / 9)
}

/** The coordinates of points in the plane, each of all of them. @param {Tensor} inputs */
export function columns({ shape: [rows, features], values }) {
  return [0, 1].map((axis) => Array.from({ length: rows }, (_, row) => values[features * row + axis]))
}
