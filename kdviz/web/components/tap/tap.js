// Pictures of digits, of which one can be picked; or one that is only looked at.

import { component } from "../shared/component.js"
import { element, filled, part } from "../shared/elements.js"
import { paintPicture } from "../shared/gallery.js"

const SIDE = 160

class Tap {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.root = part(parent, ".tap")
  }

  /** @param {Told<TapData>} told */
  show({ data: { pictures, shape, picked, words, pickable }, setStateValue }) {
    const { root } = this
    root.ariaLabel = words.ask
    root.dataset.count = String(pictures.length)
    const made = pictures.map(({ label, pixels }, place) => {
      const canvas = element("canvas", { width: SIDE, height: SIDE })
      const name = filled(words.picture, { number: place + 1 })
      paintPicture(canvas, pixels, shape)
      if (!pickable) return Object.assign(canvas, { role: "img", ariaLabel: name })
      canvas.ariaHidden = "true"
      const button = element("button", { type: "button", role: "radio", ariaLabel: name }, canvas)
      button.ariaChecked = String(label === picked)
      button.onclick = () => {
        for (const each of root.querySelectorAll("button")) each.ariaChecked = String(each === button)
        setStateValue("picked", label)
      }
      return button
    })
    root.role = pickable ? "radiogroup" : "group"
    root.replaceChildren(...made)
  }

  end() {}
}

export default component(Tap)
