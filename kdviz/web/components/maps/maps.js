// The ready-made maps as pictures to pick from.

import { component } from "../shared/component.js"
import { element, part } from "../shared/elements.js"

class Maps {
  // The place of the picked one, and its name until the page has answered.
  at = 0
  /** @type {string | null} */ asked = null

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.root = part(parent, ".maps")
  }

  /** @param {Told<MapsData>} told */
  show({ data, setTriggerValue }) {
    const focused = this.root.contains(document.activeElement)
    const names = data.maps.map(({ name }) => name)
    // What was told before the last pick is no news.
    if (this.asked === null || this.asked === data.chosen) {
      this.at = Math.max(names.indexOf(data.chosen ?? ""), 0)
      this.asked = null
    }
    const pick = (/** @type {number} */ place) => {
      this.at = place
      setTriggerValue("picked", this.asked = names[place])
    }
    this.root.ariaLabel = data.words.maps
    const buttons = data.maps.map(({ name, title, question, colors }, place) => {
      const button = element("button", { type: "button", role: "radio" }, picture(colors), element("span", {}, title))
      button.title = question
      button.ariaChecked = String(name === data.chosen)
      // A radio group is one stop of the Tab key.
      button.tabIndex = place === this.at ? 0 : -1
      button.onclick = () => pick(place)
      return button
    })
    this.root.replaceChildren(...buttons)
    if (focused) buttons[this.at].focus()
    this.root.onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
      if (!step) return
      event.preventDefault()
      // At once, for whoever presses the next key before the page has answered.
      pick((this.at + step + names.length) % names.length)
      buttons[this.at].focus()
    }
  }

  end() {}
}

/** @param {string[][]} colors */
function picture(colors) {
  const cells = element("div", { className: "maps-picture", ariaHidden: "true" })
  cells.style.gridTemplateColumns = `repeat(${colors[0].length}, 1fr)`
  cells.append(...colors.flat().map((color) => {
    const cell = element("i")
    cell.style.background = color
    return cell
  }))
  return cells
}

export default component(Maps)
