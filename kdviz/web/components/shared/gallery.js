// Pictures to pick from, in an order that the reader chooses.

const EDGE = 44

class Gallery {
  // `picked` is called with { sort, id } when the reader has picked.
  constructor(root, picked) {
    this.sorts = element("div", { className: "gallery-sorts", role: "radiogroup" })
    this.thumbs = element("div", { className: "gallery-thumbs" })
    this.empty = element("p", { className: "gallery-empty" })
    root.replaceChildren(this.sorts, this.thumbs, this.empty)
    this.picked = picked
  }

  // `orders`: [{ name, title, places }]; `chosen`: the picked places; `paint(canvas, place)` draws a picture;
  // `title(place)` says what it is.
  show({ orders, sort, chosen, paint, title, ids, none }) {
    const sorting = this.sorts.contains(document.activeElement)
    const current = orders.find((order) => order.name === sort) ?? orders[0]
    this.sorts.replaceChildren(...orders.map((order) => {
      const radio = element("input", { type: "radio", name: "kdviz-sort", value: order.name, checked: order === current })
      radio.onchange = () => this.picked({ sort: order.name, id: ids[order.places[0] ?? chosen[0]] })
      return element("label", {}, radio, element("span", { textContent: order.title }))
    }))
    if (sorting) this.sorts.querySelector(":checked").focus()
    this.empty.hidden = current.places.length > 0
    this.empty.textContent = none
    const focused = this.thumbs.contains(document.activeElement)
    this.thumbs.replaceChildren(...current.places.map((each) => {
      const canvas = element("canvas", { width: EDGE, height: EDGE })
      paint(canvas, each)
      const thumb = element("button", { type: "button", title: title(each) }, canvas)
      thumb.setAttribute("aria-label", title(each))
      thumb.setAttribute("aria-pressed", String(chosen.includes(each)))
      thumb.onclick = () => {
        this.last = each
        this.picked({ sort: current.name, id: ids[each] })
      }
      return thumb
    }))
    if (focused) this.thumbs.querySelectorAll("button")[current.places.indexOf(this.last)]?.focus()
  }
}

// Draw one input: a grey picture, or a point among the others in the plane.
function paintInput(canvas, inputs, place, looks, labels) {
  const context = canvas.getContext("2d")
  const [, ...shape] = inputs.shape
  const count = shape.reduce((product, side) => product * side, 1)
  context.fillStyle = "#fff"
  context.fillRect(0, 0, canvas.width, canvas.height)
  if (shape.length === 3) {
    const [, height, width] = shape
    const cell = Math.min(canvas.width / width, canvas.height / height)
    for (let pixel = 0; pixel < height * width; pixel += 1) {
      const shade = Math.round(255 * (1 - inputs.values[place * count + pixel]))
      context.fillStyle = `rgb(${shade},${shade},${shade})`
      context.fillRect((pixel % width) * cell, Math.floor(pixel / width) * cell, cell + 0.5, cell + 0.5)
    }
    return
  }
  const xs = [], ys = []
  for (let row = 0; row < inputs.shape[0]; row += 1) {
    xs.push(inputs.values[2 * row])
    ys.push(inputs.values[2 * row + 1])
  }
  const left = Math.min(...xs), bottom = Math.min(...ys)
  const extent = 1.2 * Math.max(Math.max(...xs) - left, Math.max(...ys) - bottom, 1e-9)
  const at = (row) => [((xs[row] - left) / extent + 0.08) * canvas.width, canvas.height - ((ys[row] - bottom) / extent + 0.08) * canvas.height]
  context.globalAlpha = 0.35
  xs.forEach((_, row) => mark(context, looks[labels[row]], ...at(row), canvas.width / 30))
  context.globalAlpha = 1
  mark(context, looks[labels[place]], ...at(place), canvas.width / 9)
}
