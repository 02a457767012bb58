// Grids of square cells that fill a canvas.

import { brush, element } from "./elements.js"
import { rgb } from "./marks.js"

/**
 * Paint a grid, row by row.
 * @param {HTMLCanvasElement} canvas @param {number} rows @param {number} columns
 * @param {(place: number) => number[]} pixel returns a cell's red, green, blue and opacity, each up to 255
 */
export function paintCells(canvas, rows, columns, pixel) {
  const pixels = new ImageData(columns, rows)
  for (let place = 0; place < rows * columns; place += 1) pixels.data.set(pixel(place), 4 * place)
  const small = element("canvas", { width: columns, height: rows })
  brush(small).putImageData(pixels, 0, 0)
  const context = brush(canvas), side = Math.min(canvas.width / columns, canvas.height / rows)
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingEnabled = false
  context.drawImage(small, 0, 0, side * columns, side * rows)
}

/**
 * Paint a matrix in shades of one color: the larger a number, the stronger, and full at `most`.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} values @param {number} rows @param {number} columns
 * @param {number} most @param {string} color
 */
export function paintHeat(canvas, values, rows, columns, most, color) {
  const shade = rgb(color)
  paintCells(canvas, rows, columns, (place) => [...shade, 255 * Math.min(1, Math.max(0, values[place] / most))])
}
