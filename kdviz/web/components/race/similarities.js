// Which images look alike to teacher, hard twin and distilled student: their similarity matrices side by side.

const MATRIX = 288, EDGE_OF_NAMES = 16

class Similarities {
  constructor(root) {
    this.root = root
    this.forget()
  }

  forget() {
    this.figures = {}
    this.root.replaceChildren()
    this.root.hidden = true
  }

  // Draw as a snapshot says; what it does not say stays.
  draw(snapshots, data) {
    const first = snapshots.find((snapshot) => snapshot.likeness)
    const last = snapshots.findLast((snapshot) => Object.keys(snapshot.similarities ?? {}).length)
    this.root.hidden = !first || !last
    if (this.root.hidden) return
    const { words, heat } = data, { likeness } = first
    const matrices = { teacher: likeness.teacher, ...last.similarities }
    const looks = [...data.teacher_arms, ...data.arms].filter((look) => look.name in matrices)
    if (!(looks[0].name in this.figures)) this.build(looks)
    this.title.textContent = filled(words.similarities, { count: likeness.labels.length, seed: likeness.seed })
    this.key.textContent = filled(words.alike, { least: likeness.ends[0].toFixed(2), most: likeness.ends[1].toFixed(2) })
    for (const look of looks) {
      const { canvas, caption, told } = this.figures[look.name]
      caption.textContent = look.title
      caption.style.borderColor = look.color
      const apart = last.apart[look.name]
      told.textContent = apart ? filled(words.apart, { apart: distance(apart, last.apart_ci95[look.name]) }) : words.copied
      canvas.setAttribute("aria-label", `${filled(words.matrix, { who: look.title, step: last.step })}: ${told.textContent}`)
      this.paint(canvas, matrices[look.name], likeness.labels, heat)
    }
  }

  build(looks) {
    this.title = element("div", { className: "surfaces-title" })
    this.key = element("div", { className: "surfaces-key" })
    const row = element("div", { className: "surfaces-row" })
    for (const look of looks) {
      const canvas = element("canvas", { width: MATRIX + EDGE_OF_NAMES, height: MATRIX + EDGE_OF_NAMES })
      canvas.setAttribute("role", "img")
      const caption = element("figcaption"), told = element("div", { className: "surfaces-told" })
      row.append(element("figure", {}, caption, canvas, told))
      this.figures[look.name] = { canvas, caption, told }
    }
    this.root.replaceChildren(this.title, this.key, row)
  }

  paint(canvas, matrix, labels, heat) {
    const ink = getComputedStyle(canvas).color
    if (canvas.dataset.matrix === matrix && canvas.dataset.ink === ink) return
    canvas.dataset.matrix = matrix
    canvas.dataset.ink = ink
    const field = element("canvas", { width: MATRIX, height: MATRIX })
    paintHeat(field, [...fromBase64(matrix)], labels.length, labels.length, 255, heat)
    const context = canvas.getContext("2d")
    context.clearRect(0, 0, canvas.width, canvas.height)
    context.drawImage(field, EDGE_OF_NAMES, EDGE_OF_NAMES)
    context.fillStyle = ink
    context.font = "12px sans-serif"
    context.textAlign = "center"
    context.textBaseline = "middle"
    for (const label of new Set(labels)) {
      const middle = (labels.indexOf(label) + labels.lastIndexOf(label) + 1) / 2
      const at = EDGE_OF_NAMES + (middle / labels.length) * MATRIX
      context.fillText(label, at, EDGE_OF_NAMES / 2)
      context.fillText(label, EDGE_OF_NAMES / 2, at)
    }
  }
}

// The mean over the seeds and, of several, its interval.
function distance(apart, interval) {
  const mean = apart.reduce((sum, value) => sum + value, 0) / apart.length
  const text = (value) => Math.max(0, value).toPrecision(2)
  return interval ? `${text(mean)} (${text(interval[0])}–${text(interval[1])})` : text(mean)
}
