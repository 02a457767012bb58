// The race: validation accuracy and loss of the three arms, drawn in place as they come over a WebSocket.
// Colours, dashes, markers and words come from Python; nothing is fetched from elsewhere.

const races = new WeakMap()
const NARROW = 640
const A_DRAWING = 33, KEPT_BACK = 2

class Race {
  constructor(root) {
    this.plot = root.querySelector(".race-plot")
    this.curves = new Curves(this.plot)
    this.status = root.querySelector(".race-status")
    this.bar = root.querySelector("progress")
    this.replay = root.querySelector(".race-replay")
    this.rewind = root.querySelector(".race-rewind")
    this.replay.oninput = () => {
      this.playing = 0
      this.draw()
    }
    this.surfaces = new Surfaces(root.querySelector(".race-surfaces"))
    this.similarities = new Similarities(root.querySelector(".race-similarities"))
    this.ask = root.querySelector(".race-ask")
    this.mark = root.querySelector(".race-guess")
    this.number = this.ask.querySelector("output")
    this.skip = root.querySelector(".race-skip")
    this.verdict = root.querySelector(".race-verdict")
    this.mark.oninput = () => {
      this.guess = Number(this.mark.value) / 100
      this.draw()
    }
    this.mark.onchange = () => this.guessed(this.guess)
    this.skip.onclick = () => {
      const drawn = this.guess !== null
      this.guess = null
      this.shownAll = true
      if (drawn) this.guessed(null)
      this.draw()
    }
    this.events = []
    this.runId = null
    this.frame = 0
    this.rested = 0
    this.updates = 0
  }

  show(data, finish, guessed) {
    this.data = data
    this.finish = finish
    this.guessed = guessed
    // What comes back from Python may be older than where the reader has dragged the mark since.
    if (data.run_id !== this.runId) {
      this.guess = data.guess
      this.mark.value = 100 * (data.guess ?? 0.5)
      this.shownAll = false
      this.playing = 0
    }
    this.ask.hidden = !data.asks
    this.ask.querySelector("span").textContent = data.words.ask
    this.rewind.querySelector("span").textContent = data.words.replay
    this.verdict.textContent = data.verdict ?? ""
    if (data.run_id !== this.runId) {
      this.leave()
      this.runId = data.run_id
      this.events = []
      this.message = null
      this.done = false
      this.retries = 0
      this.surfaces.forget()
      this.similarities.forget()
      // Where everything stands in one column, the run begins out of sight.
      if (data.in_flight && innerWidth < NARROW) this.status.scrollIntoView({ behavior: "smooth" })
      if (data.events) this.take(data.events, true)
      else this.connect()
      this.plays = Boolean(data.plays)
    }
    this.draw()
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws"
    const after = this.events.at(-1)?.seq ?? 0
    const socket = new WebSocket(`${scheme}://${location.host}${this.data.path}?after=${after}`)
    this.socket = socket
    socket.onmessage = (event) => {
      if (socket !== this.socket) return
      this.retries = 0
      this.message = JSON.parse(event.data)
      this.take(this.message.events, this.message.ended && !this.message.events.length)
      this.draw()
      // A run that had ended before the page was drawn is no news to Python.
      if (this.done && this.data.in_flight) this.finish()
    }
    socket.onclose = () => {
      if (socket !== this.socket || this.done) return
      // A lost connection: what is drawn stays, and the log goes on from the last number that is here.
      this.retries += 1
      this.timer = setTimeout(() => this.connect(), Math.min(250 * 2 ** (this.retries - 1), 5000))
    }
  }

  take(events, done) {
    const last = this.events.at(-1)?.seq ?? 0
    this.events.push(...events.filter((event) => event.seq > last))
    this.done = done
    this.replay.max = Math.max(1, this.course().length)
    this.replay.value = this.replay.max
  }

  // A run that was there before is shown as it went, at the pace at which it went.
  play() {
    const course = this.course(), begun = course[0].seconds
    if (!this.playing) this.playing = performance.now()
    const passed = (performance.now() - this.playing) / 1000
    const place = course.findLastIndex((snapshot) => snapshot.seconds - begun <= passed) + 1
    this.replay.value = place
    if (place >= course.length) this.playing = 0
  }

  // Whether the end of the distilled students is kept back, for the reader to guess.
  get keptBack() {
    return Boolean(this.data.asks) && this.guess === null && !this.shownAll
  }

  // The students' snapshots, or while there are none yet those of whoever learns now.
  course() {
    const snapshots = this.events.map((event) => event.snapshot), now = snapshots.at(-1)
    return snapshots.filter(({ stage, place }) => stage === now.stage && place === now.place)
  }

  // What of the course is on show: all of it, or as far as the slider is.
  shown() {
    return this.done ? this.course().slice(0, Number(this.replay.value)) : this.course()
  }

  // The page has no place for the figure any more.
  end() {
    this.leave()
    this.ended = true
    this.curves.end()
  }

  leave() {
    clearTimeout(this.timer)
    const socket = this.socket
    this.socket = null
    if (socket) socket.close()
  }

  // Draw in the next frame; where a drawing takes long, leave the page as much time again between two.
  draw() {
    if (this.frame) return
    const rest = this.rested - performance.now()
    if (rest > 0) {
      this.frame = setTimeout(() => {
        this.frame = 0
        this.draw()
      }, rest)
      return
    }
    this.frame = requestAnimationFrame(async () => {
      const begun = performance.now()
      this.frame = 0
      if (this.ended) return
      if (this.plays && this.done && this.course().length > 1) {
        this.plays = false
        this.playing = performance.now()
      }
      if (this.playing) this.play()
      this.tell()
      this.surfaces.draw(this.shown(), this.data)
      this.similarities.draw(this.shown(), this.data)
      this.share()
      try {
        await this.curves.draw(this.picture())
      } catch (error) {
        // The next drawing tries again.
        console.error(error)
        this.status.textContent = this.data.words.undrawn
        return
      }
      this.updates += 1
      this.plot.dataset.updates = this.updates
      // As often as the eye needs, and never more than half of the time: ten tabs share one computer.
      this.rested = Math.max(begun + A_DRAWING, 2 * performance.now() - begun)
      if (this.playing) this.draw()
    })
  }

  // Tell the page's other figures where the replay is.
  share() {
    const atEnd = !this.done || Number(this.replay.value) >= this.course().length
    const step = atEnd ? null : this.shown().at(-1).step
    window.dispatchEvent(new CustomEvent("kdviz-moment", { detail: { runId: this.runId, step } }))
  }

  tell() {
    const words = this.data.words
    const last = this.shown().at(-1) ?? null
    const { state, position } = this.message ?? this.data
    const training = state === "training"
    const text = !last || !training ? words[state] : this.done ? words.ended : words[last.stage]
    this.status.textContent = this.done && !last ? "" : filled(text, { position, ...last, which: last?.name?.split(" ").slice(1).join(" "), seconds: last?.seconds.toFixed(1) })
    this.bar.hidden = this.done
    this.rewind.hidden = !this.done || this.keptBack || this.course().length < 2
    this.number.textContent = this.guess === null ? "" : `${(100 * this.guess).toFixed(1)} %`
    this.mark.setAttribute("aria-valuetext", this.guess === null ? words.unguessed : this.number.textContent)
    this.skip.textContent = this.guess === null ? words.skip : words.withdraw
    this.skip.hidden = this.guess === null && this.shownAll
    this.verdict.hidden = this.keptBack || !this.verdict.textContent
    if (training && last) {
      this.bar.max = last.steps
      this.bar.value = last.step
    } else {
      this.bar.removeAttribute("value")
    }
  }

  picture() {
    const all = this.shown(), last = this.course().at(-1) ?? null
    const { words, arms, stage_arms: stages, teacher_arms: teachers } = this.data
    const learning = all.length ? [...teachers, ...stages, ...arms].filter(({ name }) => name in all[0].accuracy) : arms
    const lines = learning.map((arm) => {
      // Until the reader has guessed, no more than how the distilled students began.
      const shown = this.keptBack && arm.name === "distilled" ? all.slice(0, KEPT_BACK) : all
      return { ...arm, of: { accuracy: course(shown, "accuracy", arm.name, 100), loss: course(shown, "loss", arm.name, 1) } }
    })
    const accuracy = { label: words.accuracy, share: 0.6, unit: " %", digits: 1, empty: [0, 100] }
    const loss = { label: words.loss, share: 0.4, unit: "", digits: 3, empty: [0, 3] }
    return {
      axes: [
        { name: "accuracy", ...accuracy, floor: 0, ceiling: 108, fromZero: false, marks: this.marks(last) },
        { name: "loss", ...loss, floor: 0, ceiling: Infinity, fromZero: true, marks: [] },
      ],
      lines,
      steps: last ? last.steps : this.data.steps,
      stepLabel: words.step,
    }
  }

  // Where the teacher stands, and where the reader thinks that the students will end.
  marks(last) {
    const marks = [], { words, teacher_arms: [teacher] } = this.data
    if (last && last.teacher_accuracy !== null) {
      marks.push({ y: 100 * last.teacher_accuracy, text: teacher.title, side: "right", color: teacher.color, dash: teacher.dash })
    }
    if (this.guess !== null) {
      const text = filled(words.guess, { guess: (100 * this.guess).toFixed(1) })
      const color = getComputedStyle(this.plot).getPropertyValue("--st-primary-color")
      marks.push({ y: 100 * this.guess, text, side: "left", color, dash: "longdash" })
    }
    return marks
  }
}

// One arm's measure over the snapshots: mean, band and repeats.
function course(snapshots, measure, arm, scale) {
  const rows = snapshots.map((snapshot) => snapshot[measure][arm].map((value) => scale * value))
  const most = measure === "accuracy" ? 100 : Infinity
  return {
    steps: snapshots.map((snapshot) => snapshot.step),
    mean: rows.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length),
    // A t-interval knows nothing of the ends of the scale; one seed has none.
    band: snapshots.map((snapshot) => snapshot.ci95[measure]?.[arm]?.map((end) => Math.min(Math.max(scale * end, 0), most))),
    seeds: (rows[0] ?? []).map((_, seed) => rows.map((row) => row[seed])),
  }
}

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component
  let race = races.get(parentElement)
  if (!race) {
    race = new Race(parentElement)
    races.set(parentElement, race)
  }
  race.show(data, () => setTriggerValue("ended", race.runId), (guess) => setStateValue("guess", guess))
  return () => {
    race.end()
    races.delete(parentElement)
  }
}
