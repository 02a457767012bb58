// The temperature lab: everything on it is computed here and follows the finger; Python hears what is set on release.

const COLDEST = 0.25, HOTTEST = 100, MOST_PANELS = 4, MOST_CLASSES = 1000, A_CLASS = 2, PICTURES = 12
const labs = new WeakMap()

class Lab {
  constructor(root) {
    this.root = root
    const find = (name) => root.querySelector(`.lab-${name}`)
    this.parts = Object.fromEntries(["sources", "images", "typed", "drawing", "several", "panels", "temperature", "slider", "scale", "alpha",
      "alpha-text", "squared", "mean", "teller", "terms", "gradients", "curve", "curve-text", "trouble", "body", "logits", "fault", "pad", "small", "clear",
      "told", "source-text", "pad-text", "ranks", "loss-image"].map((name) => [name, find(name)]))
    this.several = []
    const { slider, alpha, squared, mean, teller, logits, pad, clear, several } = this.parts
    slider.oninput = () => {
      this.settings.temperature = COLDEST * (HOTTEST / COLDEST) ** (Number(slider.value) / slider.max)
      this.settings.temperature = Number(this.settings.temperature.toPrecision(3))
      this.draw()
    }
    alpha.oninput = () => { this.settings.alpha = Number(alpha.value); this.draw() }
    squared.oninput = () => { this.settings.t_squared = squared.checked; this.draw() }
    mean.oninput = () => { this.settings.reduction = mean.value; this.draw() }
    teller.oninput = () => this.draw()
    several.oninput = () => {
      if (!several.checked && this.picked.id !== null) this.several = [this.picked.id]
      this.draw()
    }
    for (const control of [slider, alpha, squared, mean]) control.onchange = () => this.tell("settings", { ...this.settings })
    root.querySelectorAll("[name=lab-scale]").forEach((radio) => { radio.oninput = () => this.draw() })
    logits.oninput = () => this.type(logits.value)
    logits.onchange = () => this.fault || this.tell("logits", logits.value)
    this.made = (input) => {
      this.drawing = input
      this.answered = input && this.answer(input)
      this.draw()
    }
    this.padCanvas = pad
    clear.onclick = () => this.pad.clear()
    this.gallery = new Gallery(this.parts.images, (picked) => {
      if (this.parts.several.checked && picked.sort === this.picked.sort) {
        const has = this.several.includes(picked.id)
        this.several = has ? this.several.filter((id) => id !== picked.id) : [...this.several, picked.id].slice(-MOST_PANELS)
        if (has && this.several.length) picked = { ...picked, id: this.several.at(-1) }
      } else this.several = [picked.id]
      this.picked = picked
      this.tell("picked", picked)
      this.draw()
    })
    this.atlas = new Atlas(root)
    this.observer = new ResizeObserver(() => this.draw())
    this.observer.observe(root)
  }

  show(data, tell) {
    this.tell = tell
    const another = data.run_id !== this.runId
    const words = JSON.stringify(data.words)
    if (another || words !== this.words) this.built = null
    this.data = data
    this.words = words
    // What comes back from Python may be older than what the reader has set since.
    if (another) {
      this.settings = { ...data.settings }
      this.picked = data.picked
      this.several = data.picked.id === null ? [] : [data.picked.id]
      this.parts.slider.value = (Math.log(this.settings.temperature / COLDEST) / Math.log(HOTTEST / COLDEST)) * this.parts.slider.max
      this.parts.alpha.value = this.settings.alpha
      this.parts.squared.checked = this.settings.t_squared
      this.parts.mean.value = this.settings.reduction
      this.parts.logits.value = data.logits
    }
    if (another) {
      this.runId = data.run_id
      this.tensors = null
      this.parts.body.hidden = true
      this.source = data.logits ? "logits" : "images"
      this.load(data.paths)
    }
    this.root.querySelectorAll("[data-word]").forEach((node) => { node.textContent = data.words[node.dataset.word] })
    if (this.tensors) this.draw()
  }

  async load(paths) {
    const runId = this.runId
    try {
      // The weights serve only what the reader draws.
      const weights = (path) => fetchTensors(path).catch(() => null)
      const [arrays, students, teacher] = await Promise.all([fetchTensors(paths.arrays), weights(paths.students), weights(paths.teacher)])
      if (runId !== this.runId) return
      this.tensors = {
        inputs: arrays.validation_inputs, labels: arrays.validation_labels, ids: arrays.validation_ids,
        teacher: arrays.validation_teacher_logits, students: arrays.validation_student_logits,
      }
      this.networks = students && teacher && { teacher: memberWeights(teacher, 0, 0), students }
      this.ready()
      this.parts.trouble.textContent = ""
      this.parts.body.hidden = false
      this.type(this.parts.logits.value)
    } catch (error) {
      if (runId !== this.runId) return
      this.parts.trouble.textContent = error instanceof MissingError ? this.data.words.trouble : this.data.words.offline
      // What may pass is tried again when the page is drawn next.
      if (!(error instanceof MissingError)) this.runId = null
      console.error(error)
    }
  }

  // What depends on the run alone.
  ready() {
    const { teacher, labels, students, inputs } = this.tensors
    this.drawing = null
    this.inPlane = inputs.shape.length === 2
    this.pad = this.inPlane ? new PlanePad(this.padCanvas, this.made) : new Pad(this.padCanvas, this.made)
    if (this.inPlane) this.pad.show(inputs, labels.values, this.data.classes)
    const [seeds, arms, count, classes] = students.shape
    this.seeds = seeds
    this.classes = classes
    this.spread = spreadOf(Array.from({ length: count }, (_, place) => teacher.values.subarray(place * classes, (place + 1) * classes)))
    const answer = (values, start) => values.subarray(start, start + classes).reduce((best, logit, place, row) => (logit > row[best] ? place : best), 0)
    const ambiguity = [...labels.values.keys()].map((place) => entropy(softened(this.teacherOf(place), this.data.settings.temperature)))
    const disagreement = [...labels.values.keys()].map((place) => {
      const said = answer(teacher.values, place * classes)
      let apart = 0
      for (let seed = 0; seed < seeds; seed += 1) apart += answer(students.values, (((seed * arms + 2) * count) + place) * classes) !== said
      return apart
    })
    const rows = [...labels.values.keys()].map((place) => this.teacherOf(place))
    this.correlations = [0, 2].map((arm) => Array.from({ length: seeds }, (_, seed) => rankCorrelation(
      rows.map((_, place) => this.studentsOf(arm, place)[seed]), rows, labels.values)))
    const places = [...labels.values.keys()], by = (scores) => (one, other) => scores[other] - scores[one]
    const ambiguous = [...places].sort(by(ambiguity))
    const perClass = Array.from({ length: classes }, (_, label) => ambiguous.filter((place) => labels.values[place] === label).slice(0, Math.max(A_CLASS, Math.ceil(12 / classes))))
    this.orders = {
      ambiguity: ambiguous.slice(0, PICTURES),
      class: perClass.flat(),
      disagreement: places.filter((place) => disagreement[place] > 0).sort(by(disagreement)).slice(0, PICTURES),
    }
  }

  teacherOf(place) {
    return this.tensors.teacher.values.subarray(place * this.classes, (place + 1) * this.classes)
  }

  studentsOf(arm, place) {
    const { shape: [seeds, arms, count, classes], values } = this.tensors.students
    return Array.from({ length: seeds }, (_, seed) => {
      const start = ((seed * arms + arm) * count + place) * classes
      return values.subarray(start, start + classes)
    })
  }

  // Logits that the reader types; what cannot be read leaves the last good ones.
  type(text) {
    const words = this.data.words, parts = text.split(/[\s,;，、；]+/).filter(Boolean)
    const wrong = parts.find((part) => !Number.isFinite(Number(part)))
    this.fault = wrong !== undefined ? filled(words.no_number, { value: wrong })
      : parts.length === 1 ? words.one_class
        : parts.length > MOST_CLASSES ? filled(words.many_classes, { count: parts.length, most: MOST_CLASSES }) : ""
    if (!this.fault && parts.length) this.typed = parts.map(Number)
    this.parts.fault.textContent = this.fault
    this.parts.logits.setAttribute("aria-invalid", String(Boolean(this.fault)))
    this.draw()
  }

  // What the bars are about: [{ title, place, label, teacher, hard, distilled }], logits a row a seed.
  subjects() {
    if (this.source === "logits") {
      const typed = this.typed ?? [2, 1, 0.1]
      return [{ title: "", label: null, rows: { teacher: [typed] } }]
    }
    if (this.source === "drawing") {
      if (!this.drawing) return []
      const rows = this.answered
      return [{ title: "", label: null, rows }]
    }
    const { ids, labels } = this.tensors
    return this.places().map((place) => ({
      title: filled(this.data.words.thumb, { label: labels.values[place], number: ids.values[place] }),
      label: labels.values[place],
      place,
      rows: { teacher: [this.teacherOf(place)], hard: this.studentsOf(0, place), distilled: this.studentsOf(2, place) },
    }))
  }

  // What all networks say of an input; their kept weights are seeds × arms.
  answer(input) {
    const shape = this.tensors.inputs.shape.slice(1), arms = this.tensors.students.shape[1]
    const students = (arm) => Array.from({ length: this.seeds }, (_, seed) =>
      forward(memberWeights(this.networks.students, 2, seed * arms + arm), input, shape))
    return { teacher: [forward(this.networks.teacher, input, shape)], hard: students(0), distilled: students(2) }
  }

  places() {
    const ids = [...this.tensors.ids.values]
    const chosen = this.several.filter((id) => ids.includes(id)).map((id) => ids.indexOf(id))
    return chosen.length ? chosen : [(this.orders[this.picked.sort] ?? this.orders.ambiguity)[0] ?? this.orders.ambiguity[0]]
  }

  draw() {
    if (this.frame || !this.tensors) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      if (!this.tensors) return
      this.drawSource()
      this.drawPanels()
      this.drawLoss()
      this.drawAtlas()
      this.root.dataset.drawn = Number(this.root.dataset.drawn ?? 0) + 1
    })
  }

  drawSource() {
    const { data, tensors, parts } = this, choice = JSON.stringify([this.words, this.runId, this.source, this.picked, this.several])
    if (choice === this.built) return
    this.built = choice
    const sources = ["images", "logits", ...(this.networks ? ["drawing"] : [])]
    const focused = parts.sources.contains(document.activeElement)
    parts.sources.replaceChildren(...sources.map((name) => {
      const radio = element("input", { type: "radio", name: "lab-source", value: name, checked: name === this.source })
      radio.onchange = () => { this.source = name; this.draw() }
      return element("label", {}, radio, element("span", { textContent: data.words[name === "drawing" && this.inPlane ? "source_plane" : `source_${name}`] }))
    }))
    parts.small.hidden = this.inPlane
    parts.small.setAttribute("aria-label", data.words.small)
    parts.small.title = data.words.small
    parts["pad-text"].textContent = this.inPlane ? data.words.plane : data.words.pad
    parts.pad.setAttribute("aria-label", parts["pad-text"].textContent)
    if (focused) parts.sources.querySelector(":checked").focus()
    parts["source-text"].hidden = this.source !== "images"
    parts.images.hidden = this.source !== "images"
    parts.typed.hidden = this.source !== "logits"
    parts.drawing.hidden = this.source !== "drawing"
    const labels = tensors.labels.values, ids = [...tensors.ids.values]
    const orders = ["ambiguity", "class", "disagreement"].map((name) => ({ name, title: data.words[`sort_${name}`], places: this.orders[name] }))
    const paint = (canvas, place) => paintInput(canvas, tensors.inputs, place, data.classes, labels)
    const title = (place) => filled(data.words.thumb, { label: labels[place], number: ids[place] })
    this.gallery.show({ orders, sort: this.picked.sort, chosen: this.places(), paint, title, ids, none: data.words.none })
    this.panels = null
  }

  drawPanels() {
    const { data, parts } = this, subjects = this.subjects()
    const shape = JSON.stringify(subjects.map(({ title, rows }) => [title, Object.keys(rows), rows.teacher[0].length]))
    if (!this.panels || this.panels.shape !== shape) {
      const list = subjects.map((subject) => this.panel(subject))
      this.panels = { shape, list }
      parts.panels.replaceChildren(...list.map(({ root }) => root))
    }
    const { temperature } = this.settings
    const log = this.root.querySelector("[name=lab-scale]:checked").value === "log"
    const shares = []
    subjects.forEach(({ label, rows }, which) => {
      const { chart, cells } = this.panels.list[which]
      const answers = Object.values(rows).map((logits) => logits.map((row) => softened(row, temperature)))
      const series = answers.map(overRows)
      shares.push(series.map(({ mean }) => [...mean]))
      if (chart) chart.draw({ series, truth: label, log, name: String })
      // Of each student by itself, and then averaged: the entropy of their mean would be that of an ensemble.
      answers.forEach((students, row) => {
        const average = (measure) => students.reduce((sum, shares) => sum + measure(shares), 0) / students.length
        const nats = average(entropy)
        cells[row][0].textContent = nats.toFixed(2)
        cells[row][1].textContent = `${(100 * average((shares) => Math.max(...shares))).toFixed(1)} %`
        cells[row][2].textContent = Math.exp(nats).toFixed(2)
      })
      if (chart) chart.svg.setAttribute("aria-label", this.takeaway(series[0].mean))
    })
    if (this.source === "drawing" && !this.inPlane) this.drawSmall()
    this.root.dataset.shares = JSON.stringify(shares)
    const first = shares[0]?.[0]
    const spread = this.source === "logits" && subjects.length ? spreadOf([subjects[0].rows.teacher[0]]) : this.spread
    const units = spread ? filled(data.words.units, { units: (temperature / spread).toFixed(2), spread: spread.toFixed(1) }) : ""
    parts.temperature.textContent = `T = ${temperature}`
    parts.scale.textContent = units
    parts.told.textContent = first ? this.takeaway(first) : data.words.empty_pad
    parts.slider.setAttribute("aria-label", data.words.temperature)
    parts.slider.setAttribute("aria-valuetext", `T = ${temperature}. ${parts.told.textContent}`)
  }

  takeaway(shares) {
    const top = shares.indexOf(Math.max(...shares))
    return filled(this.data.words.takeaway, { top, share: (100 * shares[top]).toFixed(0), effective: Math.exp(entropy(shares)).toFixed(1) })
  }

  panel({ title, place, rows }) {
    const { data, tensors } = this
    const looks = data.looks.filter(({ name }) => name in rows)
    const head = element("div", { className: "lab-head" })
    if (place !== undefined) {
      const canvas = element("canvas", { width: 96, height: 96 })
      canvas.setAttribute("role", "img")
      canvas.setAttribute("aria-label", title)
      paintInput(canvas, tensors.inputs, place, data.classes, tensors.labels.values)
      head.append(canvas, element("div", { textContent: title }))
    }
    const bars = element("div", { className: "lab-bars" })
    const few = rows.teacher[0].length <= 30
    const chart = few ? new Bars(bars, looks, rows.teacher[0].length) : null
    if (!few) bars.append(element("p", { textContent: data.words.too_many_bars }))
    const numbers = element("table", { className: "lab-numbers" })
    numbers.append(element("tr", {}, ...["", data.words.entropy, data.words.top, data.words.effective].map((text) => element("th", { textContent: text, scope: "col" }))))
    const cells = looks.map((look) => {
      const values = [0, 1, 2].map(() => element("td"))
      numbers.append(element("tr", {}, element("th", { textContent: look.title, scope: "row" }), ...values))
      return values
    })
    return { root: element("div", { className: "lab-panel" }, head, bars, numbers), chart, cells }
  }

  // What the networks get of the drawing.
  drawSmall() {
    const context = this.parts.small.getContext("2d"), cell = this.parts.small.width / 8
    const input = this.drawing ?? new Float64Array(64)
    input.forEach((share, place) => {
      const shade = Math.round(255 * (1 - share))
      context.fillStyle = `rgb(${shade},${shade},${shade})`
      context.fillRect((place % 8) * cell, Math.floor(place / 8) * cell, cell + 0.5, cell + 0.5)
    })
  }

  drawLoss() {
    const { data, parts, settings, tensors } = this
    const place = this.places()[0], label = tensors.labels.values[place]
    const student = this.studentsOf(parts.teller.value === "hard" ? 0 : 2, place)[0], teacher = this.teacherOf(place)
    const { temperature, alpha } = settings
    const terms = lossTerms({ student, teacher, label, temperature, alpha, tSquared: settings.t_squared, mean: settings.reduction === "mean" })
    parts["loss-image"].textContent = filled(data.words.thumb, { label, number: tensors.ids.values[place] })
    parts["alpha-text"].textContent = `α = ${alpha}`
    const number = (value) => Number(value.toPrecision(3)).toString()
    parts.terms.textContent = filled(data.words.terms, {
      hard: number(terms.hard), soft: number(terms.soft), total: number(terms.total), alpha, rest: number(1 - alpha),
      kl: number(terms.kl), cross: number(terms.crossEntropy), entropy: number(terms.teacherEntropy),
    })
    const sum = terms.hardGradient.map((value, each) => value + terms.softGradient[each])
    const key = `${this.words}${this.classes}`
    if (this.lossKey !== key) {
      this.lossKey = key
      this.gradients = new GradientBars(parts.gradients, data.terms, this.classes)
      this.curve = new CosineCurve(parts.curve, data.terms[1])
    }
    this.gradients.draw([terms.hardGradient, terms.softGradient, sum], label)
    this.gradients.svg.setAttribute("aria-label", data.words.gradients)
    const cosine = this.curve.draw(student, teacher, temperature)
    parts["curve-text"].textContent = Number.isFinite(cosine) ? filled(data.words.cosine, { cosine: cosine.toFixed(3), t: temperature }) : data.words.no_cosine
    this.curve.svg.setAttribute("aria-label", parts["curve-text"].textContent)
    this.root.dataset.terms = JSON.stringify([terms.hard, terms.soft, terms.total, ...sum])
  }

  drawAtlas() {
    const { tensors, settings, data } = this
    const means = Atlas.means(tensors.teacher, tensors.labels.values, settings.temperature)
    this.atlas.draw(means, data.words)
    this.atlas.drawPairs(means, tensors, settings.temperature, data, `${this.words}${this.runId}`)
    const [hard, distilled] = this.correlations.map((values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      return [mean, Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2))
    })
    // Two classes leave one other, which has no order.
    this.parts.ranks.textContent = this.classes < 3 ? "" : filled(data.words.ranks, {
      hard: hard[0], hard_low: hard[1], hard_high: hard[2], distilled: distilled[0], low: distilled[1], high: distilled[2],
    })
    this.root.dataset.atlas = JSON.stringify(means.map((row) => [...row]))
  }
}

// Standard deviation of logits about their own row's mean.
function spreadOf(rows) {
  let count = 0, squares = 0
  for (const row of rows) {
    const center = row.reduce((sum, logit) => sum + logit, 0) / row.length
    row.forEach((logit) => { count += 1; squares += (logit - center) ** 2 })
  }
  return Math.sqrt(squares / count)
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  let lab = labs.get(parentElement)
  if (!lab) {
    lab = new Lab(parentElement.querySelector(".lab"))
    labs.set(parentElement, lab)
  }
  lab.show(data, setStateValue)
  return () => {
    lab.observer.disconnect()
    labs.delete(parentElement)
  }
}
