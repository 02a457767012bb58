// Decision surfaces of teacher, hard twin and distilled student side by side, with the points that were learned from.

const FAINTEST = 0.1, STRONGEST = 0.75

class Surfaces {
  constructor(root) {
    this.root = root
    this.canvases = {}
    this.plane = null
  }

  forget() {
    this.plane = null
    this.canvases = {}
    this.root.replaceChildren()
    this.root.hidden = true
  }

  // Draw as a snapshot says; what it does not say stays.
  draw(snapshots, data) {
    const first = snapshots.find((snapshot) => snapshot.plane)
    const last = snapshots.findLast((snapshot) => Object.keys(snapshot.surfaces ?? {}).length)
    this.root.hidden = !first || !last
    if (this.root.hidden) return
    this.plane = first.plane
    const surfaces = { teacher: this.plane.teacher, ...last.surfaces }
    const looks = [...data.teacher_arms, ...data.arms].filter((look) => look.name in surfaces)
    if (!(looks[0].name in this.canvases)) this.build(looks)
    this.title.textContent = filled(data.words.surfaces, { seed: this.plane.seed })
    const classes = new Set(this.plane.points.map(([, , label]) => label))
    this.key.replaceChildren(...[...classes].sort().map((label) => {
      const swatch = element("canvas", { width: 16, height: 16 })
      mark(swatch.getContext("2d"), data.classes[label], 8, 8, 6)
      return element("span", {}, swatch, filled(data.words.class, { name: label }))
    }), data.words.sure)
    for (const look of looks) {
      const { canvas, caption } = this.canvases[look.name]
      caption.textContent = look.title
      caption.style.borderColor = look.color
      canvas.setAttribute("aria-label", filled(data.words.surface, { who: look.title, step: last.step }))
      this.paint(canvas, surfaces[look.name], data.classes)
    }
  }

  build(looks) {
    this.title = element("div", { className: "surfaces-title" })
    const row = element("div", { className: "surfaces-row" })
    for (const look of looks) {
      const canvas = element("canvas", { width: 320, height: 320 })
      canvas.setAttribute("role", "img")
      const caption = element("figcaption")
      row.append(element("figure", {}, caption, canvas))
      this.canvases[look.name] = { canvas, caption }
    }
    this.key = element("div", { className: "surfaces-key" })
    this.root.replaceChildren(this.title, this.key, row)
  }

  paint(canvas, surface, classes) {
    if (canvas.dataset.surface === surface && canvas.dataset.classes === classes[0].color) return
    canvas.dataset.surface = surface
    canvas.dataset.classes = classes[0].color
    const { left, bottom, extent, side, points } = this.plane
    const cells = fromBase64(surface)
    const context = canvas.getContext("2d")
    const size = canvas.width
    const small = element("canvas", { width: side, height: side })
    const pixels = new ImageData(side, side)
    cells.forEach((value, place) => {
      const opacity = FAINTEST + (STRONGEST - FAINTEST) * (value & 15) / 15
      pixels.data.set([...rgb(classes[value >> 4].color), 255 * opacity], 4 * place)
    })
    small.getContext("2d").putImageData(pixels, 0, 0)
    context.clearRect(0, 0, size, size)
    context.imageSmoothingEnabled = false
    context.drawImage(small, 0, 0, size, size)
    for (const [x, y, label] of points) {
      mark(context, classes[label], ((x - left) / extent) * size, size - ((y - bottom) / extent) * size, 5)
    }
  }
}

function rgb(color) {
  return [1, 3, 5].map((place) => parseInt(color.slice(place, place + 2), 16))
}

// A point of a class: its colour and its shape, with a light edge that stands out on every ground.
function mark(context, look, x, y, size) {
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
