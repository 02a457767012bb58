// The softened answers of teacher, hard-label twin and distilled student to a picked picture. They follow the
// temperature slider and the replay of the curves.

import { Bars, overRows } from "../shared/bars.js"
import { component } from "../shared/component.js"
import { filled, find, part, parts, passable } from "../shared/elements.js"
import { Gallery, paintInput } from "../shared/gallery.js"
import { shareOf, softened, temperatureAt } from "../shared/softening.js"
import { RowCard } from "../shared/rows.js"
import { fetchTensors, showKept } from "../shared/tensors.js"
import { Maps } from "./attention.js"

const PICTURES = 12

class Knowledge {
  /** @type {KnowledgeData} */ data
  /** @type {Tensors | null} */ tensors = null
  /** @type {string | null} */ runId = null
  // Where the curves' replay is; null at its end.
  /** @type {number | null} */ step = null
  // The pictures that are drawn.
  drawn = ""
  temperature = 1
  words = ""
  charted = ""
  frame = 0
  /** @type {Picked} */ picked
  /** @type {Bars | null} */ chart = null
  /** @type {(name: string, value: unknown) => void} */ tell

  /** @param {HTMLElement} parent */
  constructor(parent) {
    const root = part(parent, ".knowledge")
    this.parts = {
      ...parts(root, "knowledge", HTMLElement, "title", "trouble", "body", "caption", "moment", "temperature", "bars"),
      picture: find(root, ".knowledge-picture", HTMLCanvasElement),
    }
    this.slider = find(root, ".knowledge-slider", HTMLInputElement)
    this.ends = root.querySelectorAll(".knowledge-ends span")
    this.maps = new Maps(part(root, ".knowledge-maps"))
    this.row = new RowCard()
    this.parts.caption.after(this.row.root)
    this.root = root
    passable(this.slider)
    this.slider.oninput = () => {
      this.temperature = temperatureAt(Number(this.slider.value) / Number(this.slider.max))
      // Snap to the temperature of the training.
      if (Math.abs(Math.log(this.temperature / this.data.temperature)) < 0.02) this.temperature = this.data.temperature
      this.draw()
    }
    this.slider.onchange = () => this.tell("looked", { run_id: this.runId, temperature: this.temperature })
    this.gallery = new Gallery(part(root, ".knowledge-gallery"), (picked) => {
      this.picked = picked
      this.tell("picked", picked)
      this.draw()
    })
    this.follow = (/** @type {CustomEventInit} */ { detail }) => {
      if (detail.runId !== this.runId) return
      this.step = detail.step
      if (this.tensors) this.draw()
    }
    window.addEventListener("kdviz-moment", this.follow)
  }

  /** @param {Told<KnowledgeData>} told */
  show({ data, setStateValue }) {
    this.tell = setStateValue
    const words = JSON.stringify(data.words)
    const another = data.run_id !== this.runId
    if (another || words !== this.words) this.drawn = ""
    this.data = data
    this.words = words
    // What comes back from Python may be older than what the reader has picked since.
    if (another) this.picked = data.picked
    this.ends[0].textContent = data.words.cold
    this.ends[1].textContent = data.words.hot
    if (another) {
      this.runId = data.run_id
      this.tensors = null
      this.parts.body.hidden = true
      this.step = null
      this.temperature = data.looked
      this.slider.value = String(shareOf(data.looked) * Number(this.slider.max))
      showKept(this, fetchTensors(data.path), (tensors) => {
        this.tensors = tensors
        this.draw()
      })
    } else if (this.tensors) this.draw()
  }

  // Places of the pictures by each of the scores, highest first; those whose score says nothing are left out.
  /** @param {Tensors} tensors */
  orders(tensors) {
    return this.data.sorts.map(({ name, title, least }) => {
      const scores = tensors[name].values
      const places = [...scores.keys()].filter((place) => scores[place] > least)
      places.sort((one, other) => scores[other] - scores[one])
      return { name, title, places: places.slice(0, PICTURES) }
    })
  }

  draw() {
    if (this.frame || !this.tensors) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      if (!this.tensors) return
      const orders = this.orders(this.tensors)
      const order = orders.find(({ name }) => name === this.picked.sort) ?? orders[0]
      const known = this.tensors.ids.values.findIndex((id) => id === this.picked.id)
      const place = known < 0 ? order.places[0] ?? orders[0].places[0] : known
      const choice = JSON.stringify([this.words, this.runId, order.name, place])
      if (choice !== this.drawn) {
        this.drawn = choice
        this.drawPictures(this.tensors, orders, order.name, place)
      }
      this.drawBars(this.tensors, place)
    })
  }

  /** @param {Tensors} tensors @param {Order[]} orders @param {string} sort @param {number} place */
  drawPictures(tensors, orders, sort, place) {
    const { data } = this, ids = tensors.ids.values, labels = tensors.labels.values
    /** @param {HTMLCanvasElement} canvas @param {number} each */
    const paint = (canvas, each) => paintInput(canvas, tensors.inputs, each, data.classes, labels)
    const title = (/** @type {number} */ each) =>
      filled(data.words.thumb, { label: data.classes[labels[each]].name, number: ids[each] })
    this.gallery.show({ orders, sort, chosen: [place], paint, title, ids, none: data.words.none })
    paint(this.parts.picture, place)
    this.parts.picture.ariaLabel = title(place)
    this.parts.caption.textContent = title(place)
    this.row.show(data.rows, ids[place])
    this.parts.picture.hidden = Boolean(data.rows)
    this.parts.body.classList.toggle("knowledge-rows", Boolean(data.rows))
    this.parts.title.textContent = this.takeaway(tensors, place)
    this.maps.draw(tensors, place, data)
  }

  /** @param {Tensors} tensors @param {number} place */
  drawBars(tensors, place) {
    const { data } = this, names = data.classes.map(({ name }) => name), classes = names.length
    const [moments, seeds, arms, pictures] = tensors.students.shape
    const steps = tensors.steps.values, at = this.step
    const after = at === null ? -1 : steps.findIndex((step) => step >= at)
    const moment = after < 0 ? moments - 1 : after
    const answers = (/** @type {number} */ arm) => Array.from({ length: seeds }, (_, seed) => {
      const start = ((((moment * seeds + seed) * arms + arm) * pictures) + place) * classes
      return softened(tensors.students.values.subarray(start, start + classes), this.temperature)
    })
    const series = [[this.teacher(tensors, place, this.temperature)], answers(0), answers(1)].map(overRows)
    const key = JSON.stringify([this.words, names])
    if (!this.chart || this.charted !== key) {
      this.chart = new Bars(this.parts.bars, data.looks, names)
      this.charted = key
    }
    const own = tensors.labels.values[place]
    this.chart.draw({ series, truth: own, log: false })
    const temperature = String(Number(this.temperature.toPrecision(3)))
    this.parts.temperature.textContent = filled(data.words.temperature, { t: temperature })
    this.slider.ariaValueText = `T = ${temperature}`
    const last = moment === moments - 1
    this.parts.moment.textContent = last ? data.words.ended : filled(data.words.moment, { step: steps[moment] })
    this.chart.svg.ariaLabel = data.looks.map((look, which) =>
      `${look.title}: ${(100 * series[which].mean[own]).toFixed(0)} %`).join("; ")
    this.root.dataset.shares = JSON.stringify(series.map(({ mean }) => [...mean]))
  }

  // The teacher's softened answer to a picture.
  /** @param {Tensors} tensors @param {number} place @param {number} temperature */
  teacher({ teacher: { shape: [, classes], values } }, place, temperature) {
    return softened(values.subarray(place * classes, (place + 1) * classes), temperature)
  }

  // The picture's story in a sentence, at the temperature of the training and after its end.
  /** @param {Tensors} tensors @param {number} place */
  takeaway(tensors, place) {
    const { words, classes, temperature } = this.data, seeds = tensors.students.shape[1]
    const shares = this.teacher(tensors, place, temperature)
    const [first, second] = [...shares.keys()].sort((one, other) => shares[other] - shares[one])
    const named = { first: classes[first].name, second: classes[second].name, t: temperature }
    const percent = { one: (100 * shares[first]).toFixed(0), other: (100 * shares[second]).toFixed(0) }
    const fixed = Math.round(seeds * tensors.fixed.values[place])
    const broken = Math.round(seeds * tensors.broken.values[place])
    const came = fixed > broken ? words.fixed : broken > fixed ? words.broken : words.same
    return filled(`${words.teacher} ${came}`, { ...named, ...percent, fixed, broken, seeds })
  }

  end() {
    window.removeEventListener("kdviz-moment", this.follow)
  }
}

export default component(Knowledge)
