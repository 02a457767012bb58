// The temperature lab: everything on it is computed here and follows the finger; Python hears what is set on release.

import { component } from "../shared/component.js"
import { element, filled, find, part, parts, passable } from "../shared/elements.js"
import { Gallery, paintInput, paintPicture } from "../shared/gallery.js"
import { entropy, lossTerms, mean, shareOf, temperatureAt } from "../shared/softening.js"
import { fetchTensors, showKept } from "../shared/tensors.js"
import { Atlas } from "./atlas.js"
import { CosineCurve, GradientBars } from "./gradients.js"
import { KeptRun, spreadOf } from "./kept_run.js"
import { readLogits } from "./logits.js"
import { Pad, PlanePad } from "./pad.js"
import { Panel } from "./panel.js"
/** @import { Subject } from "./panel.js" */

const MOST_PANELS = 4
const ORDERS = ["ambiguity", "class", "disagreement"]

class Lab {
  /** @type {LabData} */ data
  /** @type {KeptRun | null} */ run = null
  /** @type {string | null} */ runId = null
  /** @type {LabSettings} */ settings
  /** @type {Picked} */ picked
  // The ids of all that are compared.
  /** @type {(number | null)[]} */ several = []
  source = "images"
  /** @type {number[]} */ typed = [2, 1, 0.1]
  /** @type {Pad | PlanePad | null} */ pad = null
  // The input that the reader made, and what everybody says of it.
  /** @type {Float64Array | null} */ drawing = null
  /** @type {Answers | null} */ answered = null
  /** @type {{ shape: string, list: Panel[] } | null} */ panels = null
  /** @type {{ key: string, gradients: GradientBars, curve: CosineCurve } | null} */ loss = null
  // The numbers that are drawn, for whoever wants to hold them against others.
  /** @type {Record<string, unknown>} */ shown = {}
  // The subjects that are unfolded.
  /** @type {string[]} */ opened = []
  words = ""
  built = ""
  fault = ""
  frame = 0
  /** @type {(name: string, value: unknown) => void} */ tell

  /** @param {HTMLElement} parent */
  constructor(parent) {
    const root = part(parent, ".lab")
    this.root = root
    Object.assign(root, { shown: this.shown })
    this.parts = {
      ...parts(root, "lab", HTMLInputElement, "several", "slider", "alpha", "squared", "logits"),
      ...parts(root, "lab", HTMLDetailsElement, "more"),
      ...parts(root, "lab", HTMLElement, "tables"),
      ...parts(root, "lab", HTMLSelectElement, "mean", "teller"),
      ...parts(root, "lab", HTMLCanvasElement, "pad", "small"),
      ...parts(root, "lab", HTMLElement, "trouble", "body", "sources", "sourceText", "images", "typed", "fault"),
      ...parts(root, "lab", HTMLElement, "drawing", "padText", "clear", "temperature", "scale", "told", "panels"),
      ...parts(root, "lab", HTMLElement, "lossImage", "alphaText", "terms", "gradients", "curve", "curveText", "ranks"),
    }
    const { slider, alpha, squared, mean, teller, logits, clear, several } = this.parts
    const set = (/** @type {Partial<LabSettings>} */ change) => {
      Object.assign(this.settings, change)
      this.draw()
    }
    for (const each of [slider, alpha]) passable(each)
    slider.oninput = () => {
      const temperature = temperatureAt(Number(slider.value) / Number(slider.max))
      set({ temperature: Number(temperature.toPrecision(3)) })
    }
    alpha.oninput = () => set({ alpha: Number(alpha.value) })
    squared.oninput = () => set({ t_squared: squared.checked })
    mean.oninput = () => set({ reduction: mean.value })
    teller.oninput = () => this.draw()
    several.oninput = () => {
      if (!several.checked && this.picked.id !== null) this.several = [this.picked.id]
      this.draw()
    }
    for (const control of [slider, alpha, squared, mean]) {
      control.onchange = () => this.tell("settings", { ...this.settings })
    }
    this.linear = find(root, "[name=lab-scale][value=linear]", HTMLInputElement)
    this.log = find(root, "[name=lab-scale][value=log]", HTMLInputElement)
    this.linear.oninput = this.log.oninput = () => this.draw()
    logits.oninput = () => this.type(logits.value)
    logits.onchange = () => this.fault || this.tell("logits", logits.value)
    clear.onclick = () => this.pad?.clear()
    this.gallery = new Gallery(this.parts.images, (picked) => {
      if (this.parts.several.checked && picked.sort === this.picked.sort) {
        const has = this.several.includes(picked.id)
        const others = this.several.filter((id) => id !== picked.id)
        this.several = has ? others : [...others, picked.id].slice(-MOST_PANELS)
        if (has && others.length) picked = { ...picked, id: others[others.length - 1] }
      } else this.several = [picked.id]
      this.picked = picked
      this.tell("picked", picked)
      this.draw()
    })
    // How the pictures are sorted is asked less often than for another picture.
    this.parts.more.append(this.gallery.sorts)
    this.subjects = [...root.querySelectorAll("details")].filter(({ dataset }) => dataset.subject)
    for (const each of this.subjects) each.ontoggle = () => this.folded()
    this.atlas = new Atlas(root)
    this.observer = new ResizeObserver(() => this.draw())
    this.observer.observe(root)
  }

  /** @param {Told<LabData>} told */
  show({ data, setStateValue }) {
    this.tell = setStateValue
    const another = data.run_id !== this.runId
    const words = JSON.stringify(data.words)
    if (another || words !== this.words) this.built = ""
    this.data = data
    this.words = words
    // What comes back from Python may be older than what the reader has set since.
    if (another) {
      this.settings = { ...data.settings }
      this.picked = data.picked
      this.several = data.picked.id === null ? [] : [data.picked.id]
      this.parts.slider.value = String(shareOf(this.settings.temperature) * Number(this.parts.slider.max))
      this.parts.alpha.value = String(this.settings.alpha)
      this.parts.squared.checked = this.settings.t_squared
      this.parts.mean.value = this.settings.reduction
      this.parts.logits.value = data.logits
      this.runId = data.run_id
      this.run = null
      this.parts.body.hidden = true
      this.source = data.source || (data.logits ? "logits" : "images")
      this.opened = data.opened
      for (const each of this.subjects) each.open = data.opened.includes(each.dataset.subject ?? "")
      this.load(data.paths)
    }
    this.root.querySelectorAll("[data-word]").forEach((node) => {
      node.textContent = data.words[node.getAttribute("data-word") ?? ""]
    })
    if (this.run) this.draw()
  }

  // A link shows what is open. What the link has opened is no news.
  folded() {
    const open = this.subjects.filter((each) => each.open).map(({ dataset }) => dataset.subject ?? "")
    if (String(open) === String(this.opened)) return
    this.opened = open
    this.tell("opened", open)
    this.draw()
  }

  /** @param {LabData["paths"]} paths */
  load(paths) {
    // The weights serve only what the reader draws.
    const weights = (/** @type {string} */ path) => fetchTensors(path).catch(() => null)
    const files = Promise.all([fetchTensors(paths.arrays), weights(paths.students), weights(paths.teacher)])
    showKept(this, files, ([arrays, students, teacher]) => {
      this.run = new KeptRun(arrays, students, teacher, this.data.settings.temperature)
      this.ready(this.run)
      this.type(this.parts.logits.value)
    })
  }

  /** What depends on the run alone. @param {KeptRun} run */
  ready(run) {
    const made = (/** @type {Float64Array | null} */ input) => {
      this.drawing = input
      this.answered = input && run.answer(input)
      // Once is enough.
      if (input) this.tell("drawn", true)
      this.draw()
    }
    this.drawing = this.answered = this.pad = null
    // A pad has one color.
    if (run.shape[0] === 1 && run.shape.length === 3) this.pad = new Pad(this.parts.pad, run.shape, made)
    if (run.inPlane) this.pad = new PlanePad(this.parts.pad, run.inputs, run.labels.values, this.data.classes, made)
  }

  /** Logits that the reader types; what cannot be read leaves the last good ones. @param {string} text */
  type(text) {
    const { logits, fault } = readLogits(text, this.data.words)
    if (logits.length) this.typed = logits
    this.fault = fault
    this.parts.fault.textContent = fault
    this.parts.logits.ariaInvalid = String(Boolean(fault))
    this.draw()
  }

  /** What the bars are about. @param {KeptRun} run @returns {Subject[]} */
  shownOf(run) {
    const names = this.data.classes.map(({ name }) => name), other = { title: "", label: null }
    if (this.source === "logits") {
      return [{ ...other, names: this.typed.map((_, place) => String(place)), rows: { teacher: [this.typed] } }]
    }
    if (this.source === "drawing") return this.answered ? [{ ...other, names, rows: this.answered }] : []
    return this.places(run).map((place) =>
      ({ title: this.title(run, place), label: run.labels.values[place], names, place, rows: run.saidOf(place) }))
  }

  /** What a picture of the run is called. @param {KeptRun} run @param {number} place */
  title({ ids, labels }, place) {
    const { classes, words } = this.data
    return filled(words.thumb, { label: classes[labels.values[place]].name, number: ids.values[place] })
  }

  /** @param {KeptRun} run */
  places({ ids, orders }) {
    const chosen = this.several.map((id) => ids.values.findIndex((one) => one === id)).filter((place) => place >= 0)
    return chosen.length ? chosen : [orders[this.picked.sort]?.[0] ?? orders.ambiguity[0]]
  }

  draw() {
    if (this.frame || !this.run) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      if (!this.run) return
      this.drawSource(this.run)
      this.drawPanels(this.run)
      this.drawLoss(this.run)
      this.drawAtlas(this.run)
      this.root.dataset.drawn = String(Number(this.root.dataset.drawn ?? 0) + 1)
    })
  }

  /** @param {KeptRun} run */
  drawSource(run) {
    const { data: { words, classes }, parts, source } = this
    const choice = JSON.stringify([this.words, this.runId, source, this.picked, this.several])
    if (choice === this.built) return
    this.built = choice
    /** @type {Record<string, string>} */ const sources = { images: words.source_images, logits: words.source_logits }
    if (run.networks && this.pad) sources.drawing = run.inPlane ? words.source_plane : words.source_drawing
    const focused = parts.sources.contains(document.activeElement)
    parts.sources.replaceChildren(...Object.entries(sources).map(([value, title]) => {
      const radio = element("input", { type: "radio", name: "lab-source", value, checked: value === source })
      radio.onchange = () => {
        this.source = value
        this.draw()
      }
      return element("label", {}, radio, element("span", {}, title))
    }))
    if (focused) part(parts.sources, ":checked").focus()
    parts.padText.textContent = run.inPlane ? words.plane : words.pad
    parts.pad.ariaLabel = parts.padText.textContent
    parts.sourceText.hidden = parts.images.hidden = source !== "images"
    parts.typed.hidden = source !== "logits"
    parts.drawing.hidden = source !== "drawing"
    const labels = run.labels.values
    const orders = ORDERS.map((name) => ({ name, title: words[`sort_${name}`], places: run.orders[name] }))
    this.gallery.show({
      orders,
      sort: this.picked.sort,
      chosen: this.places(run),
      paint: (canvas, place) => paintInput(canvas, run.inputs, place, classes, labels),
      title: (place) => this.title(run, place),
      ids: run.ids.values,
      none: words.none,
    })
    this.panels = null
  }

  /** @param {KeptRun} run */
  drawPanels(run) {
    const { data: { words }, parts, settings: { temperature } } = this, subjects = this.shownOf(run)
    const shape = JSON.stringify(subjects.map(({ title, names, rows }) => [title, names, Object.keys(rows)]))
    if (this.panels?.shape !== shape) {
      this.panels = { shape, list: subjects.map((subject) => new Panel(subject, this.data, run)) }
      parts.panels.replaceChildren(...this.panels.list.map(({ root }) => root))
      parts.tables.replaceChildren(...this.panels.list.map(({ numbers }) => numbers))
      parts.panels.dataset.count = String(subjects.length)
    }
    const { list } = this.panels
    const shares = subjects.map(({ label, rows }, which) =>
      list[which].draw(rows, { temperature, truth: label, log: this.log.checked }))
    const told = subjects.map((subject, which) => this.source === "drawing"
      ? this.readings(subject, shares[which])
      : this.takeaway(shares[which][0], subject.names))
    told.forEach((text, which) => list[which].say(text))
    this.drawSmall(run)
    this.shown.shares = shares
    const spread = this.source === "logits" ? spreadOf([this.typed]) : run.spread
    const units = { units: (temperature / spread).toFixed(2), spread: spread.toFixed(1) }
    parts.temperature.textContent = `T = ${temperature}`
    parts.scale.textContent = units.spread === "0.0" ? "" : filled(words.units, units)
    parts.told.textContent = told[0] ?? words.empty_pad
    parts.slider.ariaLabel = words.temperature
    // The slider says it itself.
    parts.told.ariaLive = document.activeElement === parts.slider ? "off" : "polite"
    parts.slider.ariaValueText = `T = ${temperature}. ${parts.told.textContent}`
  }

  /** @param {number[]} shares @param {string[]} names */
  takeaway(shares, names) {
    const top = shares.indexOf(Math.max(...shares)), share = (100 * shares[top]).toFixed(0)
    const effective = Math.exp(entropy(shares)).toFixed(0), { takeaway, takeaway_sure: sure } = this.data.words
    return filled(effective === "1" ? sure : takeaway, { top: names[top], share, effective })
  }

  /** What each network reads in a drawing. @param {Subject} subject @param {number[][]} shares */
  readings({ names, rows }, shares) {
    const { looks } = this.data
    return Object.keys(rows).map((row, which) => {
      const share = Math.max(...shares[which]), top = names[shares[which].indexOf(share)]
      return `${looks.find(({ name }) => name === row)?.title}: ${top} (${(100 * share).toFixed(0)} %)`
    }).join(" · ")
  }

  /** What the networks get of the drawing. @param {KeptRun} run */
  drawSmall({ shape, inPlane }) {
    const { small } = this.parts, [, height, width] = shape
    small.hidden = inPlane
    if (this.source !== "drawing" || inPlane) return
    small.height = (small.width * height) / width
    small.title = filled(this.data.words.small, { size: `${height}×${width}` })
    small.ariaLabel = small.title
    paintPicture(small, this.drawing ?? new Float64Array(height * width), shape)
  }

  /** @param {KeptRun} run */
  drawLoss(run) {
    const { data: { terms: looks, words, classes }, parts, settings: { temperature, alpha, ...settings } } = this
    const place = this.places(run)[0], label = run.labels.values[place]
    const student = run.studentsOf(parts.teller.value, place)[0], teacher = run.teacherOf(place)
    const how = { temperature, alpha, tSquared: settings.t_squared, mean: settings.reduction === "mean" }
    const terms = lossTerms({ student, teacher, label, ...how })
    parts.lossImage.textContent = this.title(run, place)
    parts.alphaText.textContent = `= ${alpha}`
    const number = (/** @type {number} */ value) => Number(value.toPrecision(3)).toString()
    parts.terms.textContent = filled(words.terms, {
      hard: number(terms.hard), soft: number(terms.soft), total: number(terms.total), alpha, rest: number(1 - alpha),
      kl: number(terms.kl), cross: number(terms.crossEntropy), entropy: number(terms.teacherEntropy),
    })
    const sum = terms.hardGradient.map((value, each) => value + terms.softGradient[each])
    const key = `${this.words}${this.runId}`
    if (this.loss?.key !== key) {
      const gradients = new GradientBars(parts.gradients, looks, classes.map(({ name }) => name))
      this.loss = { key, gradients, curve: new CosineCurve(parts.curve, looks[1]) }
    }
    const { gradients, curve } = this.loss
    gradients.draw([terms.hardGradient, terms.softGradient, sum], label)
    gradients.svg.ariaLabel = words.gradients
    const cosine = curve.draw(student, teacher, temperature)
    const told = { cosine: cosine.toFixed(3), t: temperature }
    parts.curveText.textContent = Number.isFinite(cosine) ? filled(words.cosine, told) : words.no_cosine
    curve.svg.ariaLabel = parts.curveText.textContent
    this.shown.terms = [terms.hard, terms.soft, terms.total, ...sum]
  }

  /** @param {KeptRun} run */
  drawAtlas(run) {
    const { settings: { temperature }, data } = this
    this.shown.atlas = this.atlas.draw(run, temperature, data, `${this.words}${this.runId}`)
    const [hard, distilled] = run.correlations.map((values) =>
      [mean(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2)))
    const blanks = { hard: hard[0], hard_low: hard[1], hard_high: hard[2] }
    const others = { distilled: distilled[0], low: distilled[1], high: distilled[2] }
    // Two classes leave one other, which has no order, nor have answers that are all equal.
    const ordered = run.correlations.flat().every(Number.isFinite)
    this.parts.ranks.textContent = ordered ? filled(data.words.ranks, { ...blanks, ...others }) : ""
  }

  end() {
    this.observer.disconnect()
  }
}

export default component(Lab)
