// A matrix as shades of one colour over the page: the stronger, the larger the number.

import { brush, element } from "./elements.js"
import { rgb } from "./marks.js"

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values @param {number} rows @param {number} columns
 * @param {number} most of which number the shade is full
 * @param {string} color
 */
export function paintHeat(canvas, values, rows, columns, most, color) {
  const pixels = new ImageData(columns, rows)
  const shade = rgb(color)
  for (let place = 0; place < rows * columns; place += 1) {
    pixels.data.set([...shade, 255 * Math.min(1, Math.max(0, values[place] / most))], 4 * place)
  }
  const small = element("canvas", { width: columns, height: rows })
  brush(small).putImageData(pixels, 0, 0)
  const context = brush(canvas)
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingEnabled = false
  context.drawImage(small, 0, 0, canvas.width, canvas.height)
}
