// Inputs that the reader makes: a digit drawn on a pad, or a point picked in the plane.
//
// The pad is reduced to 8×8 the way the data set was made: a 32×32 bitmap, fitted to its square, of whose 4×4 blocks the dark
// points are counted.

const BITMAP = 32, BLOCK = 4, BRUSH = 1.7

class Pad {
  // `changed` is called with the 64 shares of dark points, or null for an empty pad.
  constructor(canvas, changed) {
    this.canvas = canvas
    this.bits = new Uint8Array(BITMAP * BITMAP)
    this.changed = changed
    canvas.onkeydown = null
    canvas.onpointerdown = (event) => {
      if (!event.isPrimary || event.button !== 0) return
      canvas.setPointerCapture(event.pointerId)
      this.pointer = event.pointerId
      this.at = this.place(event)
      this.stroke(this.at)
    }
    canvas.onpointermove = (event) => {
      if (event.pointerId === this.pointer) this.stroke(this.place(event))
    }
    canvas.onpointerup = canvas.onpointercancel = () => { this.pointer = null }
    this.paint()
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect()
    return [((event.clientX - box.left) / box.width) * BITMAP, ((event.clientY - box.top) / box.height) * BITMAP]
  }

  stroke([x, y]) {
    const [fromX, fromY] = this.at, steps = Math.max(1, Math.ceil(2 * Math.hypot(x - fromX, y - fromY)))
    for (let step = 0; step <= steps; step += 1) {
      this.dab(fromX + ((x - fromX) * step) / steps, fromY + ((y - fromY) * step) / steps)
    }
    this.at = [x, y]
    this.paint()
    this.changed(reduced(fitted(this.bits)))
  }

  dab(x, y) {
    for (let row = 0; row < BITMAP; row += 1) {
      for (let column = 0; column < BITMAP; column += 1) {
        if (Math.hypot(column + 0.5 - x, row + 0.5 - y) <= BRUSH) this.bits[row * BITMAP + column] = 1
      }
    }
  }

  clear() {
    this.bits.fill(0)
    this.paint()
    this.changed(null)
  }

  paint() {
    const context = this.canvas.getContext("2d"), cell = this.canvas.width / BITMAP
    context.fillStyle = "#fff"
    context.fillRect(0, 0, this.canvas.width, this.canvas.height)
    context.fillStyle = "#111"
    this.bits.forEach((bit, place) => {
      if (bit) context.fillRect((place % BITMAP) * cell, Math.floor(place / BITMAP) * cell, cell + 0.5, cell + 0.5)
    })
  }
}

class PlanePad {
  // `changed` is called with the point, or null where there is none.
  constructor(canvas, changed) {
    this.canvas = canvas
    this.changed = changed
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId)
      this.pick(event)
    }
    canvas.onpointermove = (event) => { if (canvas.hasPointerCapture(event.pointerId)) this.pick(event) }
    canvas.onpointerup = canvas.onpointercancel = null
    canvas.onkeydown = (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]
      if (!step) return
      event.preventDefault()
      const [x, y] = this.point ?? [this.left + this.extent / 2, this.bottom + this.extent / 2]
      this.move([x + (step[0] * this.extent) / 50, y + (step[1] * this.extent) / 50])
    }
  }

  // The points of a data set to pick among.
  show(inputs, labels, looks) {
    const [xs, ys] = [0, 1].map((axis) => Array.from({ length: inputs.shape[0] }, (_, row) => inputs.values[2 * row + axis]))
    this.extent = 1.1 * Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys))
    this.left = (Math.max(...xs) + Math.min(...xs) - this.extent) / 2
    this.bottom = (Math.max(...ys) + Math.min(...ys) - this.extent) / 2
    this.paintPoints = (context) => xs.forEach((x, row) => mark(context, looks[labels[row]], ...this.at([x, ys[row]]), 3))
    this.paint()
  }

  at([x, y]) {
    const side = this.canvas.width
    return [((x - this.left) / this.extent) * side, side - ((y - this.bottom) / this.extent) * side]
  }

  pick(event) {
    const box = this.canvas.getBoundingClientRect()
    this.move([
      this.left + ((event.clientX - box.left) / box.width) * this.extent,
      this.bottom + (1 - (event.clientY - box.top) / box.height) * this.extent,
    ])
  }

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
    const context = this.canvas.getContext("2d")
    context.fillStyle = "#fff"
    context.fillRect(0, 0, this.canvas.width, this.canvas.height)
    context.globalAlpha = 0.4
    this.paintPoints(context)
    context.globalAlpha = 1
    if (this.point) mark(context, { color: "#111", symbol: "circle" }, ...this.at(this.point), 8)
  }
}

// The drawing scaled, with its proportions, until it fills its square in one direction, and centered in the other.
function fitted(bits) {
  let left = BITMAP, right = -1, top = BITMAP, bottom = -1
  bits.forEach((bit, place) => {
    if (!bit) return
    const x = place % BITMAP, y = Math.floor(place / BITMAP)
    left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y)
  })
  if (right < 0) return bits
  const side = Math.max(right - left, bottom - top) + 1
  const x0 = (left + right + 1 - side) / 2, y0 = (top + bottom + 1 - side) / 2
  return bits.map((_, place) => {
    const x = Math.floor(x0 + (((place % BITMAP) + 0.5) / BITMAP) * side)
    const y = Math.floor(y0 + ((Math.floor(place / BITMAP) + 0.5) / BITMAP) * side)
    return x >= 0 && y >= 0 && x < BITMAP && y < BITMAP ? bits[y * BITMAP + x] : 0
  })
}

// Shares of dark points in the blocks.
function reduced(bits) {
  const side = BITMAP / BLOCK, shares = new Float64Array(side * side)
  bits.forEach((bit, place) => {
    const column = Math.floor((place % BITMAP) / BLOCK), row = Math.floor(place / BITMAP / BLOCK)
    shares[row * side + column] += bit / BLOCK ** 2
  })
  return shares
}
