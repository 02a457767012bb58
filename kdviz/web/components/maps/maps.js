// The ready-made maps as pictures to pick from.

import { component } from "../shared/component.js"
import { element, part } from "../shared/elements.js"

class Maps {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.root = part(parent, ".maps")
  }

  /** @param {Told<MapsData>} told */
  show({ data, setTriggerValue }) {
    const focused = this.root.contains(document.activeElement)
    const names = data.maps.map(({ name }) => name)
    const current = Math.max(names.indexOf(data.chosen ?? ""), 0)
    this.root.ariaLabel = data.words.maps
    const buttons = data.maps.map(({ name, title, colors }, place) => {
      const button = element("button", { type: "button", role: "radio" }, picture(colors), element("span", {}, title))
      button.ariaChecked = String(name === data.chosen)
      // A radio group is one stop of the Tab key.
      button.tabIndex = place === current ? 0 : -1
      button.onclick = () => setTriggerValue("picked", name)
      return button
    })
    this.root.replaceChildren(...buttons)
    if (focused) buttons[current].focus()
    this.root.onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
      if (!step) return
      event.preventDefault()
      const next = (current + step + names.length) % names.length
      setTriggerValue("picked", names[next])
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
