// Every word that pages use, to be opened one by one, each with its miniature.

import { element, passable } from "../shared/elements.js"
import { drawn, set, written } from "../shared/svg.js"
import { MINIATURES } from "./miniatures.js"

const WIDTH = 300, HEIGHT = 100, FOOT = 18, GAP = 3

export class Glossary {
  /** @param {GlossaryData} data @param {string} language */
  constructor({ title, terms, words }, language) {
    this.words = words
    this.language = language
    this.root = element("details", { className: "glossary" }, element("summary", {}, title),
      element("div", {}, ...terms.map((term) => this.term(term))))
    document.body.append(this.root)
  }

  // A word, its meaning, and its miniature once it is opened. One is open at a time.
  /** @param {GlossaryTerm} term */
  term({ name, title, text, miniature }) {
    const place = element("div"), opened = element("details", { name: "glossary" },
      element("summary", {}, title), element("p", {}, text), place)
    opened.dataset.term = name
    opened.ontoggle = () => {
      place.replaceChildren(...(opened.open ? this.miniature(title, miniature) : []))
      if (opened.open) opened.scrollIntoView({ block: "nearest" })
    }
    return opened
  }

  /** @param {string} title @param {string} name */
  miniature(title, name) {
    const { least, most, step, start, draw } = MINIATURES[name]
    const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" })
    const attributes = { type: "range", min: String(least), max: String(most), step: String(step), ariaLabel: title }
    const slider = element("input", attributes)
    slider.value = String(start)
    const output = element("output", { ariaLive: "polite" })
    passable(slider)
    const show = () => {
      const { bars, said } = draw(Number(slider.value), this.words, (value, digits = 0) => this.number(value, digits))
      output.textContent = slider.ariaValueText = svg.ariaLabel = said
      paint(svg, bars)
    }
    slider.oninput = show
    show()
    return [svg, slider, output]
  }

  /** @param {number} value @param {number} digits */
  number(value, digits) {
    return value.toLocaleString(this.language, { maximumFractionDigits: digits }).replace("-", "−")
  }

  end() {
    this.root.remove()
  }
}

/** @param {SVGSVGElement} svg @param {import("./miniatures.js").Bar[]} bars */
function paint(svg, bars) {
  const slot = WIDTH / bars.length, reach = HEIGHT - FOOT - GAP
  while (svg.childElementCount > 2 * bars.length) svg.lastElementChild?.remove()
  bars.forEach(({ share, name = "", kind = "" }, place) => {
    const [bar, label] = [2 * place, 2 * place + 1].map((each) => svg.children[each])
    const tall = reach * Math.min(1, Math.max(0, share))
    const box = { x: place * slot + GAP / 2, y: GAP + reach - tall, width: Math.max(1, slot - GAP), height: tall }
    const under = { x: (place + 0.5) * slot, y: HEIGHT - 5, "text-anchor": "middle" }
    set(bar ?? drawn("rect", {}, svg), { ...box, class: `glossary-bar ${kind}` })
    if (!label) written(name, under, svg)
    else if (label.textContent !== name) label.textContent = name
  })
}
