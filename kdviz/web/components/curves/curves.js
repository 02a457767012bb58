// The curves of a run: validation accuracy and loss of the three arms, drawn in place as they come over a WebSocket.

import { component } from "../shared/component.js"
import { ACCURACY, Curves } from "../shared/curves.js"
import { openSocket } from "../shared/addresses.js"
import { filled, find, part, passable } from "../shared/elements.js"
import { LiveLog, Painter, course, remarked } from "../shared/log.js"
import { Row } from "./row.js"
import { SIZE, drawSimilarities } from "./similarities.js"
import { drawSurfaces } from "./surfaces.js"

const NARROW = 640
const LOSS = { name: "loss", unit: "", digits: 3, fromZero: true, floor: 0, ceiling: Infinity }
const STILL = matchMedia("(prefers-reduced-motion: reduce)")

class RunCurves {
  /** @type {CurvesData} */ data
  /** @type {string | null} */ runId = null
  // The run that Python told of last.
  /** @type {string | null} */ told = null
  /** @type {LiveLog | null} */ log = null
  /** @type {WebSocket | null} */ next = null
  // Since when it replays; 0 if it does not.
  playing = 0
  updates = 0
  done = false
  ended = false
  plays = false
  /** @type {() => void} */ finish

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = part(root, ".run")
    this.plot = part(root, ".run-plot")
    this.curves = new Curves(this.plot)
    // The control of blurred labels is there for whoever asks for it.
    this.curves.hidden.add("smoothed")
    this.spoken = part(root, ".run-spoken")
    this.loss = find(root, ".run-loss input", HTMLInputElement)
    this.status = part(root, ".run-status")
    this.bar = find(root, "progress", HTMLProgressElement)
    this.replay = find(root, ".run-replay", HTMLInputElement)
    this.rewind = part(root, ".run-rewind")
    this.surfaces = new Row(part(root, ".run-surfaces"), 320)
    this.similarities = new Row(part(root, ".run-similarities"), SIZE)
    this.painter = new Painter(() => this.paint())
    passable(this.replay)
    this.loss.onchange = () => this.draw()
    this.replay.oninput = () => {
      this.playing = 0
      this.draw()
    }
  }

  /** @param {Told<CurvesData>} told */
  show({ data, setTriggerValue }) {
    // Until Python tells of the run that has just begun, it may repeat what it said of the one before.
    if (data.run_id === this.told && this.runId !== this.told) return
    const news = data.run_id !== this.told && data.in_flight
    this.told = data.run_id
    this.finish = () => setTriggerValue("ended", this.runId)
    this.showRun(data)
    // Stop has come, and the guess above has gone, since the run was heard of.
    if (news && innerWidth < NARROW) this.bringIntoView()
  }

  // `socket` is where a run's log comes from already, before Python has told of it.
  /** @param {CurvesData} data @param {WebSocket | null} socket */
  showRun(data, socket = null) {
    const begins = data.run_id !== this.runId, ends = !begins && this.data?.in_flight && !data.in_flight
    this.data = data
    this.root.hidden = data.run_id === null
    part(this.rewind, "span").textContent = data.words.replay
    part(this.root, ".run-loss span").textContent = data.words.show_loss
    // Where everything stands in one column, the run begins and its verdict stands out of sight.
    if (((begins && data.in_flight) || ends) && innerWidth < NARROW) this.bringIntoView()
    if (begins) {
      this.log?.leave()
      this.log = null
      this.runId = data.run_id
      this.playing = 0
      this.done = false
      this.surfaces.forget()
      this.similarities.forget()
      if (data.events) this.take(true)
      else if (data.run_id !== null) this.log = new LiveLog(data.path, () => this.hear(), socket)
      this.plays = Boolean(data.plays) && !STILL.matches
    }
    this.draw()
    this.expect()
  }

  bringIntoView() {
    const results = this.root.closest(".st-key-results") ?? this.root
    requestAnimationFrame(() => results.scrollIntoView({ behavior: STILL.matches ? "auto" : "smooth" }))
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
      const begun = { run_id, path, in_flight: true, plays: false, events: null }
      this.showRun({ ...this.data, ...begun }, socket)
      // The log has taken the socket over.
      socket.onmessage?.(event)
    }
  }

  hear() {
    this.take(Boolean(this.log?.message?.ended))
    this.draw()
    // A run that had ended before the page was drawn is no news to Python.
    if (this.done && this.data.in_flight) this.finish()
  }

  /** @param {boolean} done */
  take(done) {
    this.done = done
    this.replay.max = String(Math.max(1, this.course().length))
    this.replay.value = this.replay.max
  }

  // A run that was there before is shown as it went, at the pace at which it went.
  play() {
    const course = this.course(), begun = course[0].seconds
    if (!this.playing) this.playing = performance.now()
    const passed = (performance.now() - this.playing) / 1000
    const place = course.findLastIndex((snapshot) => snapshot.seconds - begun <= passed) + 1
    this.replay.value = String(place)
    if (place >= course.length) this.playing = 0
  }

  // The students' snapshots, or while there are none yet those of whoever learns now.
  course() {
    const events = this.log?.events ?? this.data.events ?? []
    const snapshots = events.map((event) => event.snapshot), now = snapshots.at(-1)
    return snapshots.filter(({ stage, place }) => stage === now?.stage && place === now?.place)
  }

  // What of the course is on show: all of it, or as far as the slider is.
  shown() {
    return this.done ? this.course().slice(0, Number(this.replay.value)) : this.course()
  }

  // The page has no place for the figure any more.
  end() {
    this.log?.leave()
    this.next?.close()
    this.ended = true
    this.curves.end()
  }

  draw() {
    this.painter.ask()
  }

  paint() {
    if (this.ended || this.root.hidden) return false
    if (this.plays && this.done && this.course().length > 1) {
      this.plays = false
      this.playing = performance.now()
    }
    if (this.playing) this.play()
    this.tell()
    drawSurfaces(this.surfaces, this.shown(), this.data)
    drawSimilarities(this.similarities, this.shown(), this.data)
    this.share()
    this.curves.draw(this.picture())
    this.updates += 1
    this.plot.dataset.updates = String(this.updates)
    return Boolean(this.playing)
  }

  // Tell the page's other figures where the replay is.
  share() {
    const atEnd = !this.done || Number(this.replay.value) >= this.course().length
    const step = atEnd ? null : this.shown().at(-1)?.step
    window.dispatchEvent(new CustomEvent("kdviz-moment", { detail: { runId: this.runId, step } }))
  }

  tell() {
    const words = this.data.words
    const last = this.shown().at(-1) ?? null
    const { state, position, left } = this.log?.message ?? this.data
    const training = state === "training"
    const text = !last || !training ? words[state] : this.done ? words.ended : words[last.stage]
    const which = last?.name.split(" ").slice(1).join(" "), seconds = last?.seconds.toFixed(1)
    const said = this.done && !last ? "" : filled(text, { position, left, ...last, which, seconds })
    this.status.textContent = remarked(said, words, this.log)
    this.bar.hidden = this.done
    this.rewind.hidden = !this.done || this.course().length < 2
    // How far the students are, the curves say.
    this.spoken.textContent = training && last ? "" : this.status.textContent
    if (training && last) {
      this.bar.max = last.steps
      this.bar.value = last.step
    } else {
      this.bar.removeAttribute("value")
    }
  }

  /** @returns {Picture} */
  picture() {
    const all = this.shown(), last = this.course().at(-1) ?? null
    const { words, arms, stage_arms: stages, teacher_arms: teachers } = this.data
    const learning = all.length ? [...teachers, ...stages, ...arms].filter(({ name }) => name in all[0].accuracy) : arms
    const lines = learning.map((arm) => {
      const accuracy = course(all, "accuracy", arm.name, 100)
      return { ...arm, of: { accuracy, loss: course(all, "loss", arm.name, 1) } }
    })
    const both = this.loss.checked
    /** @type {Axis[]} */ const axes = [
      { ...ACCURACY, label: words.accuracy, share: both ? 0.6 : 1, marks: this.marks(last) },
    ]
    if (both) axes.push({ ...LOSS, label: words.loss, share: 0.4, empty: [0, 3], marks: [] })
    return {
      axes,
      lines,
      steps: last ? last.steps : this.data.steps,
      stepLabel: words.step,
    }
  }

  // Where the teacher stands.
  /** @param {Snapshot | null} last @returns {Mark[]} */
  marks(last) {
    /** @type {Mark[]} */ const marks = []
    const { teacher_arms: [teacher] } = this.data
    if (last && last.teacher_accuracy !== null) {
      const { title: text, color, dash } = teacher
      marks.push({ y: 100 * last.teacher_accuracy, text, side: "right", color, dash })
    }
    return marks
  }
}

export default component(RunCurves)
