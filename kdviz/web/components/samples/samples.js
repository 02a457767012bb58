// A sample of each class on a card: a picture, a point among the others, or a row and its columns.

import { address } from "../shared/addresses.js"
import { component } from "../shared/component.js"
import { element, part } from "../shared/elements.js"
import { paintInput } from "../shared/gallery.js"
import { RowCard } from "../shared/rows.js"

const EDGE = 160
// Milliseconds until samples are asked for again, once, where no training process is there yet.
const LATER = 5000

class Samples {
  path = ""
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.root = part(parent, ".samples")
    this.cards = part(this.root, ".samples-cards")
  }

  /** @param {Told<SamplesData>} told */
  show({ data }) {
    part(this.root, ".samples-told").textContent = data.words.told
    if (data.path === this.path) return
    this.cards.replaceChildren()
    this.ask(data, () => { this.timer = setTimeout(() => this.ask(data, () => {}), LATER) })
  }

  /** @param {SamplesData} data @param {() => void} missed where no training process is there yet */
  ask(data, missed) {
    clearTimeout(this.timer)
    this.path = data.path
    this.fetch(data, missed).catch((error) => {
      this.path = ""
      console.error(error)
    })
  }

  /** @param {SamplesData} data @param {() => void} missed */
  async fetch({ path, rows, classes }, missed) {
    const answer = await fetch(address(path))
    if (path !== this.path) return
    if (answer.status === 503) {
      // Whatever draws the page anew asks again, too.
      this.path = ""
      missed()
      return
    }
    // The data set is gone: nothing is lost without it.
    if (!answer.ok) return
    const { ids, labels, shape, values } = await answer.json()
    const inputs = { shape: [labels.length, ...shape], values: Float32Array.from(values) }
    this.cards.replaceChildren(...classes.map(({ name }, label) => {
      const place = labels.indexOf(label)
      const canvas = element("canvas", { width: EDGE, height: EDGE, role: "img", ariaLabel: name })
      paintInput(canvas, inputs, place, classes, labels)
      const row = new RowCard()
      row.show(rows, ids[place])
      return element("figure", {}, canvas, element("figcaption", { textContent: name }), row.root)
    }))
    this.root.dataset.drawn = String(classes.length)
  }

  end() {
    this.path = ""
    clearTimeout(this.timer)
  }
}

export default component(Samples)
