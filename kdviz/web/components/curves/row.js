// Pictures of teacher, hard-label twin and distilled student side by side, under a title and a key.

import { element } from "../shared/elements.js"

export class Row {
  /** @type {Record<string, { canvas: HTMLCanvasElement, caption: HTMLElement, told: HTMLElement }>} */ figures = {}
  title = element("div", { className: "run-row-title" })
  key = element("div", { className: "run-row-key" })

  /** @param {HTMLElement} root @param {number} size of each canvas */
  constructor(root, size) {
    this.root = root
    this.size = size
    this.forget()
  }

  forget() {
    this.figures = {}
    this.root.replaceChildren()
    this.root.hidden = true
  }

  /**
   * Show the networks that have a picture, and return where each is drawn.
   * @param {CurvesData} data @param {Record<string, string>} pictures by the networks' names
   */
  show({ teacher_arms: teachers, arms }, pictures) {
    const looks = [...teachers, ...arms].filter(({ name }) => name in pictures)
    if (!(looks[0].name in this.figures)) this.build(looks)
    this.root.hidden = false
    return looks.map((look) => {
      const { canvas, caption, told } = this.figures[look.name]
      caption.textContent = look.title
      caption.style.borderColor = look.color
      return { look, picture: pictures[look.name], canvas, told }
    })
  }

  /** @param {CurvesData["arms"]} looks */
  build(looks) {
    const row = element("div", { className: "run-row" })
    for (const look of looks) {
      const canvas = element("canvas", { width: this.size, height: this.size, role: "img" })
      const caption = element("figcaption"), told = element("div", { className: "run-row-told" })
      row.append(element("figure", {}, caption, canvas, told))
      this.figures[look.name] = { canvas, caption, told }
    }
    this.root.replaceChildren(this.title, this.key, row)
  }
}
