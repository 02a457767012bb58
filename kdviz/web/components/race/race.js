// The race: validation accuracy and loss of the three arms, drawn in place as they come over a WebSocket.
// Colours, dashes, markers and words come from Python; nothing is fetched from elsewhere.

const races = new WeakMap()
const NARROW = 640
const KEPT_BACK = 2

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
    this.painter = new Painter(() => this.paint())
    this.next = null
    this.updates = 0
  }

  // Show what `data` says of a run; `socket` is where its log comes from already, before Python has told of it.
  show(data, finish, guessed, socket = null) {
    // Until Python tells of the run that has just begun, it may repeat what it said of the one before.
    if (!socket && data.run_id === this.told && this.runId !== this.told) return
    if (!socket) this.told = data.run_id
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
      this.surfaces.forget()
      this.similarities.forget()
      // Where everything stands in one column, the run begins out of sight.
      if (data.in_flight && innerWidth < NARROW) this.status.scrollIntoView({ behavior: "smooth" })
      if (data.events) this.take(data.events, true)
      else this.follow(socket)
      this.plays = Boolean(data.plays)
    }
    this.draw()
    this.expect()
  }

  // Hear of the reader's next run before the page has been drawn anew for it.
  expect() {
    if (this.next || this.data.in_flight) return
    const socket = this.next = openSocket(this.data.next)
    const forget = () => {
      if (this.next === socket) this.next = null
      delete this.plot.dataset.expecting
    }
    socket.onopen = () => { this.plot.dataset.expecting = "" }
    socket.onclose = forget
    socket.onmessage = (event) => {
      forget()
      const { job_id: run_id, path } = JSON.parse(event.data)
      if (run_id === this.runId) {
        socket.close()
        return
      }
      const begun = { run_id, path, in_flight: true, asks: false, plays: false, events: null, verdict: "" }
      this.show({ ...this.data, ...begun }, this.finish, this.guessed, socket)
      socket.onmessage(event)
    }
  }

  follow(socket) {
    this.log = new LiveLog(this.data.path, socket, () => this.events.at(-1)?.seq ?? 0, (message) => {
      this.message = message
      this.take(message.events, this.log.done)
      this.draw()
      // A run that had ended before the page was drawn is no news to Python.
      if (this.done && this.data.in_flight) this.finish()
    })
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
    this.next?.close()
    this.ended = true
    this.curves.end()
  }

  leave() {
    this.log?.leave()
    this.log = null
  }

  draw() {
    this.painter.ask()
  }

  async paint() {
    if (this.ended) return false
    if (this.plays && this.done && this.course().length > 1) {
      this.plays = false
      this.playing = performance.now()
    }
    if (this.playing) this.play()
    this.tell()
    this.surfaces.draw(this.shown(), this.data)
    this.similarities.draw(this.shown(), this.data)
    this.share()
    if (!(await this.curves.tryDrawing(this.picture(), this.status, this.data.words))) return false
    this.updates += 1
    this.plot.dataset.updates = this.updates
    return Boolean(this.playing)
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
