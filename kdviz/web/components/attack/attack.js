// One image under attack: the attacker's temperature and bound follow the finger, and so do two nets' answers.

import { memberWeights } from "../shared/forward.js"
import { component } from "../shared/component.js"
import { paintCells } from "../shared/cells.js"
import { element, filled, find, part, parts, passable } from "../shared/elements.js"
import { paintInput } from "../shared/gallery.js"
import { rgb } from "../shared/marks.js"
import { RowCard, paintRow } from "../shared/rows.js"
import { fetchTensors, showKept } from "../shared/tensors.js"
import { fgsm, gradient, layersOf, outputs, softmax } from "./gradient.js"

// Stops of the slider of temperatures, a decade each so many.
const STOPS = 20, EDGE = 96
const BLUE = "#1f66d9", ORANGE = "#ea6a1c"

/**
 * @typedef {{ look: AttackData["nets"][number], layers: import("./gradient.js").Layer[], root: HTMLElement,
 *   pictures: HTMLCanvasElement[], answer: HTMLElement, slope: HTMLElement, right: HTMLElement }} Net
 */

class Attack {
  /** @type {AttackData} */ data
  /** @type {string | null} */ runId = null
  /** @type {{ arrays: Tensors, students: Tensors } | null} */ kept = null
  /** @type {AttackData["looked"]} */ looked = { temperature: 1, bound: 0, image: 0 }
  /** @type {Net[]} */ nets = []
  /** @type {[number, number]} */ span = [0, 1]
  built = ""
  words = ""
  frame = 0
  // What is drawn, for whoever wants to hold it against other numbers.
  /** @type {Record<string, unknown>} */ shown = {}
  /** @type {(name: string, value: unknown) => void} */ tell

  /** @param {HTMLElement} parent */
  constructor(parent) {
    const root = part(parent, ".attack")
    this.root = Object.assign(root, { shown: this.shown })
    this.parts = {
      ...parts(root, "attack", HTMLElement, "trouble", "body", "temperatureTitle", "temperatureNumber"),
      ...parts(root, "attack", HTMLElement, "boundRow", "boundTitle", "boundNumber", "nets", "imageTold"),
      ...parts(root, "attack", HTMLButtonElement, "before", "next"),
      image: find(root, ".attack-image", HTMLCanvasElement),
      temperature: find(root, ".attack-temperature", HTMLInputElement),
      bound: find(root, ".attack-bound", HTMLInputElement),
    }
    this.row = new RowCard()
    this.parts.imageTold.after(this.row.root)
    const { temperature, bound, before, next } = this.parts
    for (const slider of [temperature, bound]) {
      passable(slider)
      slider.addEventListener("change", () => this.set())
    }
    temperature.oninput = () => {
      this.looked.temperature = Number((10 ** (Number(temperature.value) / STOPS)).toPrecision(3))
      this.draw()
    }
    bound.oninput = () => {
      this.looked.bound = Number(bound.value) / 100
      this.draw()
    }
    before.onclick = () => this.turn(-1)
    next.onclick = () => this.turn(1)
  }

  set() {
    this.tell("looked", { ...this.looked })
  }

  /** @param {number} by */
  turn(by) {
    if (!this.kept) return
    const count = this.kept.arrays.test_inputs.shape[0]
    this.looked.image = (this.looked.image + by + count) % count
    this.draw()
    this.set()
  }

  /** @param {Told<AttackData>} told */
  show({ data, setStateValue }) {
    const another = data.run_id !== this.runId
    this.data = data
    this.tell = setStateValue
    this.words = JSON.stringify(data.words)
    if (another) {
      Object.assign(this, { runId: data.run_id, kept: null, built: "", looked: { ...data.looked } })
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
      this.drawAttack(this.kept.arrays)
      this.root.dataset.drawn = String(Number(this.root.dataset.drawn ?? 0) + 1)
    })
  }

  /** What depends on the nets alone. @param {{ arrays: Tensors, students: Tensors }} kept */
  build({ arrays, students }) {
    const { data: { words, ...data }, parts, looked } = this
    const key = JSON.stringify([this.runId, this.words])
    if (key === this.built) return
    this.built = key
    parts.temperatureTitle.textContent = parts.temperature.ariaLabel = words.temperature
    parts.boundTitle.textContent = parts.bound.ariaLabel = words.bound
    parts.before.title = parts.before.ariaLabel = words.before
    parts.next.title = parts.next.ariaLabel = words.next
    parts.temperature.max = String(STOPS * Math.log10(data.most.temperature))
    parts.temperature.value = String(Math.round(STOPS * Math.log10(looked.temperature)))
    parts.bound.max = String(100 * data.most.bound)
    parts.boundRow.hidden = data.bounded
    parts.bound.value = String(Math.round(100 * looked.bound))
    looked.image = Math.min(looked.image, arrays.test_inputs.shape[0] - 1)
    this.span = [arrays.span.values[0], arrays.span.values[1]]
    this.nets = data.nets.map((look) => {
      const own = Object.entries(students).filter(([name]) => name.startsWith(`${look.name}/`))
      const weights = memberWeights(
        Object.fromEntries(own.map(([name, tensor]) => [name.slice(look.name.length + 1), tensor])), 1, 0)
      const pictures = [0, 1].map(() => element("canvas", { width: EDGE, height: EDGE, role: "img" }))
      const [answer, slope, right] = ["answer", "slope", "right"].map((name) =>
        element("div", { className: `attack-net-${name}` }))
      const root = element("div", { className: "attack-net" },
        element("div", { className: "attack-net-title" }, look.title),
        element("div", { className: "attack-net-pictures" }, ...pictures), answer, slope, right)
      root.style.setProperty("--look", look.color)
      return { look, layers: layersOf(weights), root, pictures, answer, slope, right }
    })
    parts.nets.replaceChildren(...this.nets.map(({ root }) => root))
  }

  /** All that the sliders change. @param {Tensors} arrays */
  drawAttack({ test_inputs: inputs, test_labels: { values: labels }, test_ids: ids }) {
    const { shape: [count, ...shape], values } = inputs
    const { data: { words, classes }, parts, looked: { temperature, bound, image } } = this
    const size = shape.reduce((product, side) => product * side, 1)
    const at = (/** @type {number} */ place) => values.subarray(place * size, (place + 1) * size)
    parts.temperatureNumber.textContent = String(temperature)
    parts.boundNumber.textContent = bound.toFixed(2)
    parts.temperature.ariaValueText = String(temperature)
    parts.bound.ariaValueText = bound.toFixed(2)
    const label = filled(words.image, { label: classes[labels[image]].name })
    paintInput(parts.image, inputs, image, classes, labels)
    this.row.show(this.data.rows, ids?.values[image] ?? 0)
    parts.image.ariaLabel = parts.imageTold.textContent = label
    this.shown.nets = this.nets.map((net) => {
      const slopes = Array.from({ length: count }, (_, place) =>
        gradient(net.layers, at(place), labels[place], temperature))
      const attacked = slopes.map((own, place) => fgsm(at(place), own, bound, this.span))
      const logits = attacked.map((input) => /** @type {Float64Array} */ (outputs(net.layers, input).at(-1)))
      const answers = logits.map((own) => own.indexOf(Math.max(...own)))
      const isZero = (/** @type {number[]} */ own) => own.every((slope) => slope === 0)
      const zeros = slopes.filter(isZero).length
      const right = answers.filter((answer, place) => answer === labels[place]).length
      const answer = answers[image], percent = (100 * softmax(logits[image], 1)[answer]).toFixed(1)
      const said = filled(words.said, { answer: classes[answer].name, percent })
      paintInput(net.pictures[0], shown(attacked, inputs.shape), image, classes, labels)
      paintChange(net.pictures[1], slopes[image], shape)
      net.pictures[0].ariaLabel = net.pictures[0].title = said
      net.slope.textContent = isZero(slopes[image]) ? words.zero : ""
      net.pictures[1].ariaLabel = net.pictures[1].title = net.slope.textContent || words.slope
      net.answer.textContent = `${said} ${answer === labels[image] ? "✓" : "✗"}`
      net.root.style.setProperty("--right", String(right / count))
      net.right.textContent = filled(words.right, { right, count, zeros })
      return { name: net.look.name, right, zeros, slopes, attacked, logits: logits.map((own) => Array.from(own)) }
    })
    Object.assign(this.shown, { temperature, bound, image })
  }

  end() {}
}

/**
 * Inputs as they are drawn: pixels from 0 to 1, other numbers as they are.
 * @param {Iterable<number>[]} rows @param {number[]} shape @returns {Tensor}
 */
function shown(rows, shape) {
  const values = Float32Array.from(rows.flatMap((row) => [...row]))
  return { shape, values: shape.length === 4 ? values.map((value) => Math.min(1, Math.max(0, value))) : values }
}

// Where pixels are made darker and lighter: two colors, and nothing where they stay. Of a row the numbers that are
// raised and lowered, all by the same.
/** @param {HTMLCanvasElement} canvas @param {number[]} slopes @param {number[]} shape */
function paintChange(canvas, slopes, shape) {
  if (shape.length < 3) {
    paintRow(canvas, slopes.map((slope) => 2 * Math.sign(slope)), BLUE, ORANGE)
    return
  }
  const [raised, lowered] = [BLUE, ORANGE].map(rgb), [channels, height, width] = shape
  paintCells(canvas, height, width, (place) => {
    // Of a colored pixel what most of its colors do.
    const colors = Array.from({ length: channels }, (_, color) => Math.sign(slopes[color * height * width + place]))
    const sign = Math.sign(colors.reduce((sum, each) => sum + each, 0))
    return [...(sign > 0 ? raised : lowered), sign ? 220 : 0]
  })
}

export default component(Attack)
