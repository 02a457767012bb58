// Decision surfaces of teacher, hard twin and distilled student side by side, with the points that were learned from.

import { brush, element, filled } from "../shared/elements.js"
import { mark, rgb } from "../shared/marks.js"
import { fromBase64 } from "../shared/tensors.js"
/** @import { Plane, Snapshot } from "../shared/log.js" */
/** @import { ClassLook } from "../shared/marks.js" */
/** @import { CurvesData } from "./curves.js" */

const FAINTEST = 0.1, STRONGEST = 0.75

export class Surfaces {
  /** @type {Record<string, { canvas: HTMLCanvasElement, caption: HTMLElement }>} */ canvases = {}
  title = element("div", { className: "surfaces-title" })
  key = element("div", { className: "surfaces-key" })

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
  }

  forget() {
    this.canvases = {}
    this.root.replaceChildren()
    this.root.hidden = true
  }

  // Draw as a snapshot says; what it does not say stays.
  /** @param {Snapshot[]} snapshots @param {CurvesData} data */
  draw(snapshots, data) {
    const plane = snapshots.find((snapshot) => snapshot.plane)?.plane
    const last = snapshots.findLast((snapshot) => Object.keys(snapshot.surfaces).length)
    this.root.hidden = !plane || !last
    if (!plane || !last) return
    /** @type {Record<string, string>} */ const surfaces = { teacher: plane.teacher, ...last.surfaces }
    const looks = [...data.teacher_arms, ...data.arms].filter((look) => look.name in surfaces)
    if (!(looks[0].name in this.canvases)) this.build(looks)
    this.title.textContent = filled(data.words.surfaces, { seed: plane.seed })
    const classes = new Set(plane.points.map(([, , label]) => label))
    this.key.replaceChildren(...[...classes].sort((one, other) => one - other).map((label) => {
      const swatch = element("canvas", { width: 16, height: 16 })
      mark(brush(swatch), data.classes[label], 8, 8, 6)
      return element("span", {}, swatch, filled(data.words.class, { name: data.classes[label].name }))
    }), data.words.sure)
    for (const look of looks) {
      const { canvas, caption } = this.canvases[look.name]
      caption.textContent = look.title
      caption.style.borderColor = look.color
      canvas.setAttribute("aria-label", filled(data.words.surface, { who: look.title, step: last.step }))
      this.paint(canvas, surfaces[look.name], plane, data.classes)
    }
  }

  /** @param {CurvesData["arms"]} looks */
  build(looks) {
    const row = element("div", { className: "surfaces-row" })
    for (const look of looks) {
      const canvas = element("canvas", { width: 320, height: 320 })
      canvas.setAttribute("role", "img")
      const caption = element("figcaption")
      row.append(element("figure", {}, caption, canvas))
      this.canvases[look.name] = { canvas, caption }
    }
    this.root.replaceChildren(this.title, this.key, row)
  }

  /** @param {HTMLCanvasElement} canvas @param {string} surface @param {Plane} plane @param {ClassLook[]} classes */
  paint(canvas, surface, { left, bottom, extent, side, points }, classes) {
    if (canvas.dataset.surface === surface && canvas.dataset.classes === classes[0].color) return
    canvas.dataset.surface = surface
    canvas.dataset.classes = classes[0].color
    const cells = fromBase64(surface)
    const context = brush(canvas)
    const size = canvas.width
    const small = element("canvas", { width: side, height: side })
    const pixels = new ImageData(side, side)
    cells.forEach((value, place) => {
      const opacity = FAINTEST + (STRONGEST - FAINTEST) * (value & 15) / 15
      pixels.data.set([...rgb(classes[value >> 4].color), 255 * opacity], 4 * place)
    })
    brush(small).putImageData(pixels, 0, 0)
    context.clearRect(0, 0, size, size)
    context.imageSmoothingEnabled = false
    context.drawImage(small, 0, 0, size, size)
    for (const [x, y, label] of points) {
      mark(context, classes[label], ((x - left) / extent) * size, size - ((y - bottom) / extent) * size, 5)
    }
  }
}
