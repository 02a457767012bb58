// What a student knows: for a picked picture the softened answers of teacher, hard twin and distilled student, which
// follow the temperature under the finger, and the race's replay.

const COLDEST = 0.25, HOTTEST = 100, PICTURES = 12
const knowledges = new WeakMap()

class Knowledge {
  constructor(root) {
    this.title = root.querySelector(".knowledge-title")
    this.trouble = root.querySelector(".knowledge-trouble")
    this.body = root.querySelector(".knowledge-body")
    this.picture = root.querySelector(".knowledge-picture")
    this.caption = root.querySelector(".knowledge-caption")
    this.moment = root.querySelector(".knowledge-moment")
    this.slider = root.querySelector(".knowledge-slider")
    this.ends = root.querySelectorAll(".knowledge-ends span")
    this.legend = root.querySelector(".knowledge-temperature")
    this.bars = root.querySelector(".knowledge-bars")
    this.maps = new Maps(root.querySelector(".knowledge-maps"))
    this.root = root
    this.slider.oninput = () => {
      this.temperature = COLDEST * (HOTTEST / COLDEST) ** (Number(this.slider.value) / this.slider.max)
      // What was trained with is met exactly.
      if (Math.abs(Math.log(this.temperature / this.data.temperature)) < 0.02) this.temperature = this.data.temperature
      this.draw()
    }
    this.slider.onchange = () => this.tellLooked({ run_id: this.runId, temperature: this.temperature })
    this.gallery = new Gallery(root.querySelector(".knowledge-gallery"), (picked) => {
      this.picked = picked
      this.tellPicked(picked)
      this.draw()
    })
    this.follow = ({ detail }) => {
      if (detail.runId !== this.runId) return
      this.step = detail.step
      if (this.tensors) this.draw()
    }
    window.addEventListener("kdviz-moment", this.follow)
  }

  show(data, tellPicked, tellLooked) {
    this.tellPicked = tellPicked
    this.tellLooked = tellLooked
    const words = JSON.stringify(data.words)
    const another = data.run_id !== this.runId
    if (another || words !== this.words) this.drawn = null
    this.data = data
    this.words = words
    // What comes back from Python may be older than what the reader has picked since.
    if (another) this.picked = data.picked
    this.ends[0].textContent = data.words.cold
    this.ends[1].textContent = data.words.hot
    if (another) {
      this.runId = data.run_id
      this.tensors = null
      this.body.hidden = true
      this.step = null
      this.temperature = data.looked
      this.slider.value = (Math.log(data.looked / COLDEST) / Math.log(HOTTEST / COLDEST)) * this.slider.max
      this.load(data.path)
    } else if (this.tensors) this.draw()
  }

  async load(path) {
    const runId = this.runId
    try {
      const tensors = await fetchTensors(path)
      if (runId !== this.runId) return
      this.tensors = tensors
      this.trouble.textContent = ""
      this.body.hidden = false
      this.draw()
    } catch (error) {
      if (runId !== this.runId) return
      this.trouble.textContent = error instanceof MissingError ? this.data.words.trouble : this.data.words.offline
      // What may pass is tried again when the page is drawn next.
      if (!(error instanceof MissingError)) this.runId = null
      console.error(error)
    }
  }

  // Places of the pictures by each of the scores, highest first; those whose score says nothing are left out.
  orders() {
    return this.data.sorts.map(({ name, title, least }) => {
      const scores = this.tensors[name].values
      const places = [...scores.keys()].filter((place) => scores[place] > least).sort((one, other) => scores[other] - scores[one])
      return { name, title, places: places.slice(0, PICTURES) }
    })
  }

  draw() {
    if (this.frame || !this.tensors) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      if (!this.tensors) return
      const { data, tensors } = this
      const ids = [...tensors.ids.values]
      const orders = this.orders()
      const order = orders.find(({ name }) => name === this.picked.sort) ?? orders[0]
      const place = ids.includes(this.picked.id) ? ids.indexOf(this.picked.id) : order.places[0] ?? orders[0].places[0]
      const labels = tensors.labels.values
      const choice = JSON.stringify([this.words, this.runId, order.name, place])
      if (choice !== this.drawn) {
        this.drawn = choice
        const paint = (canvas, each) => paintInput(canvas, tensors.inputs, each, data.classes, labels)
        const title = (each) => filled(data.words.thumb, { label: labels[each], number: ids[each] })
        this.gallery.show({ orders, sort: order.name, chosen: [place], paint, title, ids, none: data.words.none })
        paint(this.picture, place)
        this.picture.setAttribute("aria-label", title(place))
        this.caption.textContent = title(place)
        this.title.textContent = this.takeaway(place)
        this.maps.draw(tensors, place, data)
      }
      this.drawBars(place)
    })
  }

  drawBars(place) {
    const { data, tensors } = this
    const classes = tensors.teacher.shape[1]
    const [moments, seeds, arms, pictures] = tensors.students.shape
    const steps = tensors.steps.values
    const after = this.step === null ? -1 : steps.findIndex((step) => step >= this.step)
    const moment = after < 0 ? moments - 1 : after
    const answers = (arm) => Array.from({ length: seeds }, (_, seed) => {
      const start = ((((moment * seeds + seed) * arms + arm) * pictures) + place) * classes
      return softened(tensors.students.values.subarray(start, start + classes), this.temperature)
    })
    const teacher = softened(tensors.teacher.values.subarray(place * classes, (place + 1) * classes), this.temperature)
    const series = [overRows([teacher]), overRows(answers(0)), overRows(answers(1))]
    if (!this.chart || this.chart.groups.length !== classes || this.chartWords !== this.words) {
      this.chart = new Bars(this.bars, data.looks, classes)
      this.chartWords = this.words
    }
    this.chart.draw({ series, truth: tensors.labels.values[place], log: false, name: String })
    const temperature = String(Number(this.temperature.toPrecision(3)))
    this.legend.textContent = filled(data.words.temperature, { t: temperature })
    this.slider.setAttribute("aria-valuetext", `T = ${temperature}`)
    const last = moment === moments - 1
    this.moment.textContent = last ? data.words.ended : filled(data.words.moment, { step: steps[moment] })
    const own = tensors.labels.values[place]
    this.chart.svg.setAttribute("aria-label", data.looks.map((look, which) =>
      `${look.title}: ${(100 * series[which].mean[own]).toFixed(0)} %`).join("; "))
    this.root.dataset.shares = JSON.stringify(series.map(({ mean }) => [...mean]))
  }

  // The picture's story in a sentence, at the temperature of the training and after its end.
  takeaway(place) {
    const { data, tensors } = this
    const classes = tensors.teacher.shape[1], seeds = tensors.students.shape[1]
    const shares = softened(tensors.teacher.values.subarray(place * classes, (place + 1) * classes), data.temperature)
    const [first, second] = [...shares.keys()].sort((one, other) => shares[other] - shares[one])
    const percent = (share) => (100 * share).toFixed(0)
    const fixed = Math.round(seeds * tensors.fixed.values[place]), broken = Math.round(seeds * tensors.broken.values[place])
    const words = fixed > broken ? data.words.fixed : broken > fixed ? data.words.broken : data.words.same
    const blanks = { first, second, one: percent(shares[first]), other: percent(shares[second]), fixed, broken, seeds }
    return filled(`${data.words.teacher} ${words}`, { ...blanks, t: data.temperature })
  }

  leave() {
    window.removeEventListener("kdviz-moment", this.follow)
  }
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  let knowledge = knowledges.get(parentElement)
  if (!knowledge) {
    knowledge = new Knowledge(parentElement.querySelector(".knowledge"))
    knowledges.set(parentElement, knowledge)
  }
  knowledge.show(data, (picked) => setStateValue("picked", picked), (looked) => setStateValue("looked", looked))
  return () => {
    knowledge.leave()
    knowledges.delete(parentElement)
  }
}
