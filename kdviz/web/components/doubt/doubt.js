// Digits to pick from, the picked one large, and how sure the teacher is of each class.

import { component } from "../shared/component.js"
import { element, filled, find, part } from "../shared/elements.js"
import { paintPicture } from "../shared/gallery.js"

class Doubt {
  /** @type {DoubtData} */ data
  /** @type {number | null} */ picked = null

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.root = part(parent, ".doubt")
    this.strip = part(this.root, ".doubt-strip")
    this.picture = find(this.root, ".doubt-picture", HTMLCanvasElement)
    this.strip.onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
      if (!step || this.picked === null) return
      event.preventDefault()
      const { length } = this.data.pictures
      this.pick((this.picked + step + length) % length)
      this.strip.querySelectorAll("button")[this.picked].focus()
    }
  }

  /** @param {Told<DoubtData>} told */
  show({ data }) {
    this.data = data
    this.strip.ariaLabel = data.words.strip
    const said = (/** @type {number} */ label) => filled(data.words.picture, { label })
    this.strip.replaceChildren(...data.pictures.map(({ label, pixels }, place) => {
      const canvas = element("canvas", { width: 48, height: 48 })
      canvas.ariaHidden = "true"
      paintPicture(canvas, pixels, data.shape)
      const button = element("button", { type: "button", role: "radio", ariaLabel: said(label) }, canvas)
      button.onclick = () => this.pick(place)
      return button
    }))
    this.pick(this.picked ?? data.first)
  }

  // A radio group is one stop of the Tab key.
  /** @param {number} place */
  pick(place) {
    this.picked = place
    const { pictures, shape, color, words } = this.data
    const { label, pixels, answers } = pictures[place]
    this.strip.querySelectorAll("button").forEach((button, each) => {
      button.ariaChecked = String(each === place)
      button.tabIndex = each === place ? 0 : -1
    })
    paintPicture(this.picture, pixels, shape)
    this.picture.ariaLabel = filled(words.picture, { label })
    const [first, second, third] = answers.map(({ name }) => name)
    part(this.root, ".doubt-told").textContent = filled(words.told, { label, first, second, third })
    const rows = answers.map(({ name, share }) => {
      const bar = element("div", { className: "doubt-bar" })
      Object.assign(bar.style, { width: `calc(${share} * (100% - 4rem))`, background: color })
      const track = element("div", { className: "doubt-track" }, bar, `${(100 * share).toFixed(0)} %`)
      return [element("b", {}, name), track]
    })
    const heat = element("small", {}, words.heat)
    part(this.root, ".doubt-answers").replaceChildren(...rows.flat(), heat)
    this.root.dataset.shares = JSON.stringify(answers.map(({ share }) => share))
  }

  end() {}
}

export default component(Doubt)
