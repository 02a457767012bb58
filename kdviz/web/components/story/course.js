// Which of the five hundred digits two students get right, moment by moment.

import { brush, element } from "../shared/elements.js"
import { rgb } from "../shared/marks.js"
import { fromBase64 } from "../shared/tensors.js"
import { COLUMNS, ROWS } from "./scenes.js"

/** @typedef {[ArrayLike<number>, ArrayLike<number>]} Twins of labels only and with teacher: 1 for what is right */

// Pixels of a digit and its square: one of ground around it.
const SIDE = 8, TILE = SIDE + 2, ALL = 500
const INK = 16

/** Bits, the first of a byte its highest. @param {ArrayLike<number>} bytes @param {number} from */
function bits(bytes, from) {
  return Uint8Array.from({ length: ALL }, (_, place) => (bytes[from + (place >> 3)] >> (7 - (place & 7))) & 1)
}

/** @param {Tensor} right of shape (moments, 2, bytes) @returns {Twins[]} */
export function recordedCourse({ shape: [moments, , bytes], values }) {
  return Array.from({ length: moments }, (_, moment) =>
    [bits(values, 2 * moment * bytes), bits(values, (2 * moment + 1) * bytes)])
}

/** @param {string} text of the bits of both students @returns {Twins} */
export function ended(text) {
  const bytes = fromBase64(text)
  return [bits(bytes, 0), bits(bytes, bytes.length / 2)]
}

/** The first so many squares, where it is not known which. @param {number[]} counts @returns {Twins} */
export function counted(counts) {
  const [one, other] = counts.map((count) => Uint8Array.from({ length: ALL }, (_, place) => Number(place < count)))
  return [one, other]
}

/** @param {ArrayLike<number>} right */
export function countOf(right) {
  return Array.from(right).reduce((sum, each) => sum + each, 0)
}

/** Five hundred squares, each with its digit, in color once it is right. */
export class Field {
  /** @type {ArrayLike<number> | null} */ drawn = null

  constructor() {
    this.canvas = element("canvas", { width: COLUMNS * TILE, height: ROWS * TILE })
  }

  // Its digits (none where it is not known which are right), and the colors of those that are right and of the others.
  /**
   * @param {ArrayLike<number> | null} inputs in sixteenths @param {string} color @param {number[]} ink
   * @param {number[]} ground
   */
  dress(inputs, color, ink, ground) {
    const faint = ground.map((value, place) => value + 0.12 * (ink[place] - value))
    const grey = ground.map((value, place) => value + 0.5 * (ink[place] - value))
    this.sheets = [sheet(inputs, grey, faint), sheet(inputs, [255, 255, 255], rgb(color))]
    this.drawn = null
  }

  // Only what has changed is drawn.
  /** @param {ArrayLike<number>} right */
  show(right) {
    const { sheets, drawn } = this
    if (!sheets) return
    const context = brush(this.canvas)
    for (let place = 0; place < ALL; place += 1) {
      if (drawn && drawn[place] === right[place]) continue
      const x = TILE * (place % COLUMNS) + 1, y = TILE * Math.floor(place / COLUMNS) + 1
      context.drawImage(sheets[right[place] ? 1 : 0], x - 1, y - 1, SIDE, SIDE, x, y, SIDE, SIDE)
    }
    this.drawn = right
  }
}

/**
 * All digits in one ink on one ground. @param {ArrayLike<number> | null} inputs @param {number[]} ink
 * @param {number[]} ground
 */
function sheet(inputs, ink, ground) {
  const canvas = element("canvas", { width: COLUMNS * TILE, height: ROWS * TILE })
  const pixels = new ImageData(canvas.width, canvas.height)
  // A pixel is one number: four at a time, from an array for each, took 110 ms of the first picture.
  const colors = new Uint32Array(pixels.data.buffer), shades = shadesOf(ink, ground)
  for (let place = 0; place < ALL; place += 1) {
    const left = TILE * (place % COLUMNS), top = TILE * Math.floor(place / COLUMNS)
    for (let pixel = 0; pixel < SIDE * SIDE; pixel += 1) {
      const at = (top + Math.floor(pixel / SIDE)) * canvas.width + left + (pixel % SIDE)
      colors[at] = shades[inputs ? inputs[SIDE * SIDE * place + pixel] : 0]
    }
  }
  brush(canvas).putImageData(pixels, 0, 0)
  return canvas
}

/** From the ground to the ink in sixteenths, a number each. @param {number[]} ink @param {number[]} ground */
function shadesOf(ink, ground) {
  const bytes = new Uint8ClampedArray(4 * (INK + 1)).fill(255)
  for (let strength = 0; strength <= INK; strength += 1) {
    bytes.set(ground.map((value, each) => value + strength / INK * (ink[each] - value)), 4 * strength)
  }
  return new Uint32Array(bytes.buffer)
}
