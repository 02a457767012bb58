// A student's weights in ever fewer bits, and the answers that flip: the slider follows the finger.

import { memberWeights } from "../shared/forward.js"
import { component } from "../shared/component.js"
import { element, filled, find, part, parts, passable } from "../shared/elements.js"
import { paintInput } from "../shared/gallery.js"
import { fetchTensors, showKept } from "../shared/tensors.js"
import { Histogram } from "./histogram.js"
import { answered, flips, levelsOf, quantized } from "./rounding.js"

const MOST = 8, EDGE = 44
// Flips beyond these are counted and not drawn.
const PICTURES = 24

/** @typedef {{ flipped: number[], broken: number, fixed: number, accuracy: number, answers: number[] }} Rounded */

class Bits {
  /** @type {BitsData} */ data
  /** @type {string | null} */ runId = null
  /** @type {{ arrays: Tensors, students: Tensors } | null} */ kept = null
  student = ""
  bits = MOST
  /** @type {Tensors} */ weights = {}
  /** @type {number[]} */ before = []
  /** @type {Map<number, Rounded>} */ known = new Map()
  /** @type {Histogram[]} */ layers = []
  words = ""
  built = ""
  frame = 0
  // What is drawn, for whoever wants to hold it against other numbers.
  /** @type {Record<string, unknown>} */ shown = {}
  /** @type {(name: string, value: unknown) => void} */ tell

  /** @param {HTMLElement} parent */
  constructor(parent) {
    const root = part(parent, ".bits")
    this.root = Object.assign(root, { shown: this.shown })
    this.parts = {
      ...parts(root, "bits", HTMLElement, "trouble", "body", "number", "told", "layers", "flipped", "flips", "note"),
      ...parts(root, "bits", HTMLElement, "fine", "coarse", "whose"),
      student: find(root, ".bits-student", HTMLSelectElement),
      slider: find(root, ".bits-slider", HTMLInputElement),
    }
    const { student, slider } = this.parts
    passable(slider)
    slider.oninput = () => {
      this.bits = MOST - Number(slider.value)
      this.draw()
    }
    student.onchange = () => {
      this.student = student.value
      this.draw()
    }
    slider.addEventListener("change", () => this.set())
    student.addEventListener("change", () => this.set())
  }

  set() {
    this.tell("looked", { bits: this.bits, student: this.student })
  }

  /** @param {Told<BitsData>} told */
  show({ data, setStateValue }) {
    const another = data.run_id !== this.runId
    this.data = data
    this.tell = setStateValue
    this.words = JSON.stringify(data.words)
    if (another) {
      Object.assign(this, { runId: data.run_id, kept: null, built: "", ...data.looked })
      this.parts.slider.value = String(MOST - this.bits)
      this.parts.body.hidden = true
      const files = Promise.all([fetchTensors(data.paths.arrays), fetchTensors(data.paths.students)])
      showKept(this, files, ([arrays, students]) => {
        this.kept = { arrays, students }
        this.draw()
      })
    } else if (this.kept) this.draw()
  }

  draw() {
    if (this.frame || !this.kept) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      if (!this.kept) return
      this.build(this.kept)
      this.drawBits(this.kept.arrays)
      this.root.dataset.drawn = String(Number(this.root.dataset.drawn ?? 0) + 1)
    })
  }

  /** What depends on the student alone. @param {{ arrays: Tensors, students: Tensors }} kept */
  build({ arrays, students }) {
    const { data: { words, ...data }, parts } = this
    const chosen = data.students.find(({ name }) => name === this.student) ?? data.students[0]
    const key = JSON.stringify([this.runId, chosen.name, this.words])
    if (key === this.built) return
    this.built = key
    this.student = chosen.name
    parts.student.replaceChildren(...data.students.map(({ name, title }) =>
      element("option", { value: name, selected: name === chosen.name }, title)))
    parts.student.ariaLabel = parts.whose.textContent = words.student
    parts.slider.ariaLabel = words.bits
    parts.fine.textContent = words.fine
    parts.coarse.textContent = words.coarse
    parts.note.textContent = words.note
    const own = Object.entries(students).filter(([name]) => name.startsWith(`${chosen.name}/`))
    // The first seed's.
    this.weights = memberWeights(
      Object.fromEntries(own.map(([name, tensor]) => [name.slice(chosen.name.length + 1), tensor])), 1, 0)
    this.before = answered(this.weights, arrays.test_inputs)
    this.known = new Map()
    const layers = Object.entries(this.weights).filter(([name]) => name.endsWith(".weight"))
    this.layers = layers.map(([, { shape, values }], place) => {
      const size = shape.join(" × ")
      return new Histogram(values.filter((weight) => weight !== 0), filled(words.layer, { layer: place + 1, size }),
        chosen.color)
    })
    parts.layers.replaceChildren(...this.layers.map(({ root }) => root))
  }

  /** @param {number} bits @param {Tensors} arrays @returns {Rounded} */
  rounded(bits, arrays) {
    const known = this.known.get(bits)
    if (known) return known
    const answers = answered(quantized(this.weights, bits), arrays.test_inputs)
    const found = { ...flips(this.before, answers, arrays.test_labels.values), answers }
    this.known.set(bits, found)
    return found
  }

  /** All that the slider changes. @param {Tensors} arrays */
  drawBits(arrays) {
    const { data: { words }, parts, bits } = this, { length: count } = this.before
    const { flipped, broken, fixed, accuracy, answers } = this.rounded(bits, arrays)
    const right = this.before.filter((answer, place) => answer === arrays.test_labels.values[place]).length / count
    const percent = (/** @type {number} */ share) => (100 * share).toFixed(1)
    const values = 2 * levelsOf(bits) + 1
    parts.number.textContent = filled(words.number, { bits })
    const said = filled(words.told, { before: percent(right), after: percent(accuracy), flips: flipped.length, count })
    parts.told.textContent = said
    parts.told.ariaLive = document.activeElement === parts.slider ? "off" : "polite"
    parts.slider.ariaValueText = `${filled(words.number, { bits })}. ${said}`
    for (const layer of this.layers) layer.draw(bits, filled(words.grid, { values }))
    const other = flipped.length - broken - fixed
    parts.flipped.textContent = flipped.length ? filled(words.flipped, { broken, fixed, other }) : words.none
    parts.flips.ariaLabel = parts.flipped.textContent
    this.drawFlips(arrays, flipped, answers)
    Object.assign(this.shown, { bits, student: this.student, flipped: flipped.length, broken, fixed, accuracy })
  }

  /** @param {Tensors} arrays @param {number[]} flipped @param {number[]} answers */
  drawFlips({ test_inputs: inputs, test_labels: { values: labels }, test_ids: ids }, flipped, answers) {
    const { data: { words, classes } } = this
    const name = (/** @type {number} */ label) => classes[label].name
    const wrong = (/** @type {number} */ place) => answers[place] !== labels[place]
    // Those that turned wrong come first.
    const order = [...flipped].sort((one, other) => Number(wrong(other)) - Number(wrong(one)))
    this.parts.flips.replaceChildren(...order.slice(0, PICTURES).map((place) => {
      const canvas = element("canvas", { width: EDGE, height: EDGE, role: "img" })
      paintInput(canvas, inputs, place, classes, labels)
      const told = { label: name(labels[place]), number: ids.values[place], before: name(this.before[place]) }
      canvas.title = canvas.ariaLabel = filled(words.flip, { ...told, after: name(answers[place]) })
      const mark = wrong(place) ? "✗" : "✓"
      return element("figure", {}, canvas,
        element("figcaption", {}, `${name(this.before[place])} → ${name(answers[place])} ${mark}`))
    }))
    if (order.length > PICTURES) {
      this.parts.flips.append(element("span", {}, filled(words.more, { count: order.length - PICTURES })))
    }
  }

  end() {}
}

export default component(Bits)
