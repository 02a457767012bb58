// Inputs that the reader makes: a digit drawn on a pad, or a point picked in the plane.
//
// The pad is reduced to what the networks see the way the digits were made: a bitmap, fitted to its frame, of whose 4×4
// blocks the dark points are counted.

import { paintCells } from "../shared/cells.js"
import { brush } from "../shared/elements.js"
import { columns } from "../shared/gallery.js"
import { mark } from "../shared/marks.js"

/** @typedef {[x: number, y: number]} Point */

// The brush's radius is a share of the bitmap's width.
const BLOCK = 4, BRUSH = 0.053
const INK = [17, 17, 17, 255], PAPER = [255, 255, 255, 255]

/**
 * Call `moved` with where a pointer is that is held down on a canvas, from its upper left corner on.
 * @param {HTMLCanvasElement} canvas @param {(share: Point, begins: boolean) => void} moved gets shares of its sides
 */
function follow(canvas, moved) {
  const tell = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect()
    const share = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height }
    moved([share.x, share.y], event.type === "pointerdown")
  }
  canvas.onpointerdown = (event) => {
    if (!event.isPrimary || event.button !== 0) return
    canvas.setPointerCapture(event.pointerId)
    tell(event)
  }
  canvas.onpointermove = (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) tell(event)
  }
}

export class Pad {
  /** @type {Point} */ at = [0, 0]

  // `shape`: (channels, height, width) of what the networks see.
  // `changed` is called with the shares of dark points, or null for an empty pad.
  /**
   * @param {HTMLCanvasElement} canvas @param {number[]} shape
   * @param {(input: Float64Array | null) => void} changed
   */
  constructor(canvas, [, height, width], changed) {
    this.canvas = canvas
    this.rows = BLOCK * height
    this.columns = BLOCK * width
    canvas.height = (canvas.width * height) / width
    this.bits = new Uint8Array(this.rows * this.columns)
    this.changed = changed
    canvas.onkeydown = null
    follow(canvas, ([x, y], begins) => {
      /** @type {Point} */ const to = [x * this.columns, y * this.rows]
      if (begins) this.at = to
      this.stroke(to)
    })
    this.paint()
  }

  /** @param {Point} to */
  stroke([x, y]) {
    const [fromX, fromY] = this.at
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(x - fromX, y - fromY)))
    for (let step = 0; step <= steps; step += 1) {
      this.dab(fromX + ((x - fromX) * step) / steps, fromY + ((y - fromY) * step) / steps)
    }
    this.at = [x, y]
    this.paint()
    this.changed(reduced(fitted(this.bits, this.columns), this.columns))
  }

  /** @param {number} x @param {number} y */
  dab(x, y) {
    this.bits.forEach((_, place) => {
      const column = place % this.columns, row = Math.floor(place / this.columns)
      if (Math.hypot(column + 0.5 - x, row + 0.5 - y) <= BRUSH * this.columns) this.bits[place] = 1
    })
  }

  clear() {
    this.bits.fill(0)
    this.paint()
    this.changed(null)
  }

  paint() {
    paintCells(this.canvas, this.rows, this.columns, (place) => this.bits[place] ? INK : PAPER)
  }
}

/** @type {Record<string, Point>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }

export class PlanePad {
  /** @type {Point | null} */ point = null

  // A data set's points to pick among; `changed` is called with the point, or null where there is none.
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Tensor} inputs @param {ArrayLike<number>} labels
   * @param {ClassLook[]} looks
   * @param {(input: Float64Array | null) => void} changed
   */
  constructor(canvas, inputs, labels, looks, changed) {
    this.canvas = canvas
    canvas.height = canvas.width
    this.changed = changed
    const [xs, ys] = columns(inputs)
    this.extent = 1.1 * Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys))
    this.left = (Math.max(...xs) + Math.min(...xs) - this.extent) / 2
    this.bottom = (Math.max(...ys) + Math.min(...ys) - this.extent) / 2
    this.points = xs.map((x, row) => ({ at: this.at([x, ys[row]]), look: looks[labels[row]] }))
    follow(canvas, ([x, y]) => this.move([this.left + x * this.extent, this.bottom + (1 - y) * this.extent]))
    canvas.onkeydown = (event) => {
      const step = ARROWS[event.key]
      if (!step) return
      event.preventDefault()
      const [x, y] = this.point ?? [this.left + this.extent / 2, this.bottom + this.extent / 2]
      this.move([x + (step[0] * this.extent) / 50, y + (step[1] * this.extent) / 50])
    }
    this.paint()
  }

  /** @param {Point} point @returns {Point} */
  at([x, y]) {
    const side = this.canvas.width
    return [((x - this.left) / this.extent) * side, side - ((y - this.bottom) / this.extent) * side]
  }

  /** @param {Point} point */
  move(point) {
    this.point = point
    this.paint()
    this.changed(Float64Array.from(point))
  }

  clear() {
    this.point = null
    this.paint()
    this.changed(null)
  }

  paint() {
    const context = brush(this.canvas)
    context.fillStyle = "#fff"
    context.fillRect(0, 0, this.canvas.width, this.canvas.height)
    context.globalAlpha = 0.4
    for (const { at: [x, y], look } of this.points) mark(context, look, x, y, 3)
    context.globalAlpha = 1
    if (!this.point) return
    const [x, y] = this.at(this.point)
    mark(context, { color: "#111", symbol: "circle" }, x, y, 8)
  }
}

// The drawing scaled, with its proportions, until it fills its frame in one direction, and centered in the other.
/** @param {Uint8Array} bits @param {number} columns */
export function fitted(bits, columns) {
  const rows = bits.length / columns
  const dark = [...bits.keys()].filter((place) => bits[place])
  if (!dark.length) return bits
  const xs = dark.map((place) => place % columns), ys = dark.map((place) => Math.floor(place / columns))
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs) + 1, Math.min(...ys), Math.max(...ys) + 1]
  const scale = Math.max((right - left) / columns, (bottom - top) / rows)
  return bits.map((_, place) => {
    const x = Math.floor((left + right) / 2 + ((place % columns) + 0.5 - columns / 2) * scale)
    const y = Math.floor((top + bottom) / 2 + (Math.floor(place / columns) + 0.5 - rows / 2) * scale)
    return x >= 0 && y >= 0 && x < columns && y < rows ? bits[y * columns + x] : 0
  })
}

/** Shares of dark points in the blocks. @param {Uint8Array} bits @param {number} columns */
export function reduced(bits, columns) {
  const shares = new Float64Array(bits.length / BLOCK ** 2)
  bits.forEach((bit, place) => {
    const column = Math.floor((place % columns) / BLOCK), row = Math.floor(place / columns / BLOCK)
    shares[(row * columns) / BLOCK + column] += bit / BLOCK ** 2
  })
  return shares
}
