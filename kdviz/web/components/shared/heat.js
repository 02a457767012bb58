// A matrix as shades of one colour over the page: the stronger, the larger the number.

function paintHeat(canvas, values, rows, columns, most, color) {
  const pixels = new ImageData(columns, rows)
  values.forEach((value, place) => pixels.data.set([...rgb(color), 255 * Math.min(1, Math.max(0, value / most))], 4 * place))
  const small = element("canvas", { width: columns, height: rows })
  small.getContext("2d").putImageData(pixels, 0, 0)
  const context = canvas.getContext("2d")
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingEnabled = false
  context.drawImage(small, 0, 0, canvas.width, canvas.height)
}
