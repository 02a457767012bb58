// Points of classes, and their colors.

/** @param {string} color as #rrggbb */
export function rgb(color) {
  return [1, 3, 5].map((place) => parseInt(color.slice(place, place + 2), 16))
}

// A point of a class: its colour and its shape, with a light edge that stands out on every ground.
/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ color: string, symbol: string }} look
 * @param {number} x @param {number} y @param {number} size
 */
export function mark(context, look, x, y, size) {
  context.beginPath()
  if (look.symbol === "circle") context.arc(x, y, size, 0, 2 * Math.PI)
  else if (look.symbol === "square") context.rect(x - size, y - size, 2 * size, 2 * size)
  else {
    context.moveTo(x, y - 1.2 * size)
    context.lineTo(x + 1.2 * size, y + size)
    context.lineTo(x - 1.2 * size, y + size)
    context.closePath()
  }
  context.fillStyle = look.color
  context.fill()
  context.strokeStyle = "#fff"
  context.lineWidth = 1.5
  context.stroke()
}
