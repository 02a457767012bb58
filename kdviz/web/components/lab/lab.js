// The temperature lab: everything on it is computed here and follows the finger; Python hears what is set on release.

const COLDEST = 0.25, HOTTEST = 100, MOST_PANELS = 4, MOST_CLASSES = 1000
const labs = new WeakMap()

class Lab {
  constructor(root) {
    this.root = root
    // The numbers that are drawn, for whoever wants to hold them against others.
    this.shown = root.shown = {}
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
      this.answered = input && this.run.answer(input)
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
      this.run = null
      this.parts.body.hidden = true
      this.source = data.logits ? "logits" : "images"
      this.load(data.paths)
    }
    this.root.querySelectorAll("[data-word]").forEach((node) => { node.textContent = data.words[node.dataset.word] })
    if (this.run) this.draw()
  }

  async load(paths) {
    const runId = this.runId
    try {
      // The weights serve only what the reader draws.
      const weights = (path) => fetchTensors(path).catch(() => null)
      const [arrays, students, teacher] = await Promise.all([fetchTensors(paths.arrays), weights(paths.students), weights(paths.teacher)])
      if (runId !== this.runId) return
      this.run = new KeptRun(arrays, students, teacher, this.data.settings.temperature)
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
    const { inputs, labels, inPlane } = this.run
    this.drawing = null
    this.pad = inPlane ? new PlanePad(this.padCanvas, this.made) : new Pad(this.padCanvas, this.made)
    if (inPlane) this.pad.show(inputs, labels.values, this.data.classes)
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
      return this.drawing ? [{ title: "", label: null, rows: this.answered }] : []
    }
    const { ids, labels } = this.run
    return this.places().map((place) => ({
      title: filled(this.data.words.thumb, { label: labels.values[place], number: ids.values[place] }),
      label: labels.values[place],
      place,
      rows: this.run.saidOf(place),
    }))
  }

  places() {
    const ids = [...this.run.ids.values]
    const chosen = this.several.filter((id) => ids.includes(id)).map((id) => ids.indexOf(id))
    return chosen.length ? chosen : [(this.run.orders[this.picked.sort] ?? this.run.orders.ambiguity)[0] ?? this.run.orders.ambiguity[0]]
  }

  draw() {
    if (this.frame || !this.run) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      if (!this.run) return
      this.drawSource()
      this.drawPanels()
      this.drawLoss()
      this.drawAtlas()
      this.root.dataset.drawn = Number(this.root.dataset.drawn ?? 0) + 1
    })
  }

  drawSource() {
    const { data, run, parts } = this, choice = JSON.stringify([this.words, this.runId, this.source, this.picked, this.several])
    if (choice === this.built) return
    this.built = choice
    const sources = ["images", "logits", ...(this.run.networks ? ["drawing"] : [])]
    const focused = parts.sources.contains(document.activeElement)
    parts.sources.replaceChildren(...sources.map((name) => {
      const radio = element("input", { type: "radio", name: "lab-source", value: name, checked: name === this.source })
      radio.onchange = () => { this.source = name; this.draw() }
      return element("label", {}, radio, element("span", { textContent: data.words[name === "drawing" && this.run.inPlane ? "source_plane" : `source_${name}`] }))
    }))
    parts.small.hidden = this.run.inPlane
    parts.small.setAttribute("aria-label", data.words.small)
    parts.small.title = data.words.small
    parts["pad-text"].textContent = this.run.inPlane ? data.words.plane : data.words.pad
    parts.pad.setAttribute("aria-label", parts["pad-text"].textContent)
    if (focused) parts.sources.querySelector(":checked").focus()
    parts["source-text"].hidden = this.source !== "images"
    parts.images.hidden = this.source !== "images"
    parts.typed.hidden = this.source !== "logits"
    parts.drawing.hidden = this.source !== "drawing"
    const labels = run.labels.values, ids = [...run.ids.values]
    const orders = ["ambiguity", "class", "disagreement"].map((name) => ({ name, title: data.words[`sort_${name}`], places: this.run.orders[name] }))
    const paint = (canvas, place) => paintInput(canvas, run.inputs, place, data.classes, labels)
    const title = (place) => filled(data.words.thumb, { label: labels[place], number: ids[place] })
    this.gallery.show({ orders, sort: this.picked.sort, chosen: this.places(), paint, title, ids, none: data.words.none })
    this.panels = null
  }

  drawPanels() {
    const { data, parts } = this, subjects = this.subjects()
    const shape = JSON.stringify(subjects.map(({ title, rows }) => [title, Object.keys(rows), rows.teacher[0].length]))
    if (!this.panels || this.panels.shape !== shape) {
      const list = subjects.map((subject) => new Panel(subject, data, this.run))
      this.panels = { shape, list }
      parts.panels.replaceChildren(...list.map(({ root }) => root))
    }
    const { temperature } = this.settings
    const log = this.root.querySelector("[name=lab-scale]:checked").value === "log"
    const shares = []
    subjects.forEach(({ label, rows }, which) => {
      const panel = this.panels.list[which]
      const series = panel.draw(rows, { temperature, truth: label, log })
      panel.say(this.takeaway(series[0]))
      shares.push(series)
    })
    if (this.source === "drawing" && !this.run.inPlane) this.drawSmall()
    this.shown.shares = shares
    const first = shares[0]?.[0]
    const spread = this.source === "logits" && subjects.length ? spreadOf([subjects[0].rows.teacher[0]]) : this.run.spread
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
    const { data, parts, settings, run } = this
    const place = this.places()[0], label = run.labels.values[place]
    const student = run.saidOf(place)[parts.teller.value][0], teacher = this.run.teacherOf(place)
    const { temperature, alpha } = settings
    const terms = lossTerms({ student, teacher, label, temperature, alpha, tSquared: settings.t_squared, mean: settings.reduction === "mean" })
    parts["loss-image"].textContent = filled(data.words.thumb, { label, number: run.ids.values[place] })
    parts["alpha-text"].textContent = `= ${alpha}`
    const number = (value) => Number(value.toPrecision(3)).toString()
    parts.terms.textContent = filled(data.words.terms, {
      hard: number(terms.hard), soft: number(terms.soft), total: number(terms.total), alpha, rest: number(1 - alpha),
      kl: number(terms.kl), cross: number(terms.crossEntropy), entropy: number(terms.teacherEntropy),
    })
    const sum = terms.hardGradient.map((value, each) => value + terms.softGradient[each])
    const key = `${this.words}${this.runId}`
    if (this.lossKey !== key) {
      this.lossKey = key
      this.gradients = new GradientBars(parts.gradients, data.terms, this.run.classes)
      this.curve = new CosineCurve(parts.curve, data.terms[1])
    }
    this.gradients.draw([terms.hardGradient, terms.softGradient, sum], label)
    this.gradients.svg.setAttribute("aria-label", data.words.gradients)
    const cosine = this.curve.draw(student, teacher, temperature)
    parts["curve-text"].textContent = Number.isFinite(cosine) ? filled(data.words.cosine, { cosine: cosine.toFixed(3), t: temperature }) : data.words.no_cosine
    this.curve.svg.setAttribute("aria-label", parts["curve-text"].textContent)
    this.shown.terms = [terms.hard, terms.soft, terms.total, ...sum]
  }

  drawAtlas() {
    const { run, settings, data } = this
    const means = Atlas.means(run, settings.temperature)
    this.atlas.draw(means, data.words)
    this.atlas.drawPairs(means, run, settings.temperature, data, `${this.words}${this.runId}`)
    const [hard, distilled] = this.run.correlations.map((values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      return [mean, Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2))
    })
    // Two classes leave one other, which has no order.
    this.parts.ranks.textContent = this.run.classes < 3 ? "" : filled(data.words.ranks, {
      hard: hard[0], hard_low: hard[1], hard_high: hard[2], distilled: distilled[0], low: distilled[1], high: distilled[2],
    })
    this.shown.atlas = means
  }
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
