// Points of classes, and their colors.

// Centered outlines seven wide, as SVG has them.
/** @type {Record<MarkSymbol, string>} */ export const SYMBOLS = {
  circle: "M3.5 0A3.5 3.5 0 1 1-3.5 0A3.5 3.5 0 1 1 3.5 0Z",
  square: "M-3.2-3.2H3.2V3.2H-3.2Z",
  diamond: "M0-4.4L4.4 0L0 4.4L-4.4 0Z",
  cross: "M-1.3-4H1.3V-1.3H4V1.3H1.3V4H-1.3V1.3H-4V-1.3H-1.3Z",
  "triangle-up": "M0-4.2L4 3.2H-4Z",
  star: "M0-4.8L1.3-1.6L4.6-1.5L2-.1L2.9 3.9L0 1.8L-2.9 3.9L-2-.1L-4.6-1.5L-1.3-1.6Z",
}

/** A symbol for a canvas. @param {MarkSymbol} symbol @param {number} x @param {number} y @param {number} scale */
export function outline(symbol, x, y, scale) {
  const path = new Path2D()
  path.addPath(new Path2D(SYMBOLS[symbol]), { a: scale, d: scale, e: x, f: y })
  return path
}

/** @param {string} color as #rrggbb */
export function rgb(color) {
  return [1, 3, 5].map((place) => parseInt(color.slice(place, place + 2), 16))
}

// A point of a class: its colour and its shape, with a light edge that stands out on every ground.
/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ color: string, symbol: MarkSymbol }} look
 * @param {number} x @param {number} y @param {number} size
 */
export function mark(context, { color, symbol }, x, y, size) {
  const shape = outline(symbol, x, y, size / 3.5)
  context.fillStyle = color
  context.fill(shape)
  context.strokeStyle = "#fff"
  context.lineWidth = 1.5
  context.stroke(shape)
}
