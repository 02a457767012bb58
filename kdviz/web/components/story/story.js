// The home page's picture: five states of one drawing, with what the reader says and moves.

import { component } from "../shared/component.js"
import { brush, element, filled, find, part } from "../shared/elements.js"
import { Painter } from "../shared/log.js"
import { shareOf, temperatureAt } from "../shared/softening.js"
import { fetchTensors } from "../shared/tensors.js"
import { Controls } from "./controls.js"
import { Field, countOf, counted, ended, recordedCourse } from "./course.js"
import { LiveRun } from "./live.js"
import { Motion } from "./motion.js"
import { paint } from "./paint.js"
import { ANSWERS, COUNT, DIGIT, HEAT, LEARN, readingOf } from "./reading.js"
import { between, isWide, sceneOf } from "./scenes.js"

/** @typedef {import("./course.js").Twins} Twins */

// Milliseconds: from state to state, of the heat that rises, of the recorded training, and for each repeat.
const TURN = 800, RISE = 2500, COURSE = 6000, REPEAT = 220
// Colder is a label, hotter tells nothing more.
const COLDEST = shareOf(1), HOTTEST = shareOf(20)
const FIELDS = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]"
const NOTHING = [0, 0]

class Story {
  /** @type {StoryData} */ data
  state = DIGIT
  // Which digit, and what the reader said that it is.
  place = 0
  /** @type {number | null} */ guess = null
  /** @type {"label" | "doubt" | null} */ bet = null
  warmed = false
  // Where the slider stands, whether the heat rises by itself, and whether the reader has moved it.
  heated = NaN
  rises = false
  handled = false
  motion = new Motion()
  /** @type {[Field, Field]} */ fields = [new Field(), new Field()]
  /** @type {Twins[]} */ course = []
  /** @type {Float32Array | Float64Array | null} */ inputs = null
  dressed = ""
  missing = false
  /** @type {Promise<void> | null} */ fetched = null
  log = new LiveRun(() => this.hear())
  /** @type {import("./scenes.js").Scene | null} */ from = null
  width = 0
  height = 0
  rem = 16
  gone = false
  learning = false
  // What is drawn.
  /** @type {Record<string, number[]>} */ shown = {}
  /** @type {(name: string, value: unknown) => void} */ tell

  /** @param {HTMLElement} parent */
  constructor(parent) {
    const root = this.root = part(parent, ".story")
    Object.assign(root, { shown: this.shown })
    this.canvas = find(root, "canvas", HTMLCanvasElement)
    this.controls = new Controls(root, [COLDEST, HOTTEST], {
      answer: (digit) => this.answer(digit),
      turn: (state) => this.turn(state),
      heat: (share) => this.warm(share),
      bet: (bet) => this.betOn(bet),
      forward: () => this.forward(),
      train: () => this.train(),
      go: (place) => this.tell("went", place),
    })
    this.painter = new Painter(() => this.paint())
    this.ends = new AbortController()
    const { signal } = this.ends
    document.addEventListener("keydown", (event) => this.key(event), { signal })
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw(), { signal })
    this.sizes = new ResizeObserver(([{ contentRect: { width, height } }]) => this.resize(width, height))
    this.stage = part(root, ".story-stage")
    this.sizes.observe(this.stage)
    this.motion.put("turn", 1)
    this.motion.put("heat", COLDEST)
  }

  /** @param {Told<StoryData>} told */
  show({ data, setTriggerValue }) {
    const first = !this.data
    this.data = data
    this.tell = setTriggerValue
    this.number = new Intl.NumberFormat(data.language)
    this.controls.label(data.words, data.language)
    this.follow()
    this.describe()
    this.draw()
    // Before anything is laid out it has no size, which is told then.
    if (first) this.resize(this.stage.clientWidth, this.stage.clientHeight)
  }

  // The recording comes while the reader looks at the first digit.
  async fetch() {
    try {
      const { right, inputs } = await fetchTensors(this.data.recorded.path)
      this.course = recordedCourse(right)
      this.inputs = inputs.values
    } catch (error) {
      this.missing = true
      console.error(error)
    }
    this.dressed = ""
    this.learn()
    this.describe()
    this.draw()
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event
    if (ctrlKey || metaKey || altKey || (target instanceof Element && target.closest(FIELDS))) return
    // As remotes for slides send them.
    if (key === "PageDown") this.forward()
    else if (key === "PageUp") this.turn(Math.max(DIGIT, this.state - 1))
    else if (/^[0-9]$/.test(key) && this.state === DIGIT) this.answer(Number(key))
    else return
    event.preventDefault()
  }

  forward() {
    if (this.state === ANSWERS && this.place + 1 < this.data.pictures.length) {
      this.place += 1
      this.guess = null
      this.turn(DIGIT)
    } else if (this.state < COUNT) this.turn(this.state + 1)
  }

  /** @param {number} digit */
  answer(digit) {
    this.guess = digit
    this.turn(ANSWERS)
  }

  /** @param {number} share */
  warm(share) {
    this.motion.put("heat", share)
    this.handled = true
    this.describe()
    this.draw()
  }

  /** @param {"label" | "doubt"} bet */
  betOn(bet) {
    this.bet = bet
    this.turn(LEARN)
  }

  /** @param {number} state */
  turn(state) {
    this.from = this.scene()
    this.state = state
    this.handled = false
    this.motion.put("turn", 0)
    this.motion.go("turn", 1, TURN)
    if (state < ANSWERS) {
      this.motion.put("heat", COLDEST)
      this.warmed = false
    }
    if (state === HEAT && !this.warmed) {
      this.warmed = true
      this.motion.go("heat", shareOf(this.data.temperature), RISE)
    }
    this.learn()
    if (state === COUNT) {
      this.motion.put("repeats", 0)
      this.motion.go("repeats", this.repeats + 1, REPEAT * (this.repeats + 1), true)
    }
    this.describe()
    this.draw()
  }

  // Who comes to the count sees what the two have learned, also without having watched them.
  learn() {
    if (this.live || this.state < LEARN || !this.course.length) return
    const watches = this.state === LEARN
    if (watches) this.motion.put("moment", 0)
    this.motion.go("moment", this.course.length - 1, watches ? COURSE : 0, true)
  }

  // Begin to train here, or end it.
  train() {
    if (this.live?.in_flight) {
      this.tell("stop", this.live.run_id)
      return
    }
    this.tell("live", true)
    this.controls.again.disabled = true
  }

  get live() {
    return this.data.trouble ? null : this.data.live
  }

  // Follow the run that trains here, and show what it came to.
  follow() {
    const { live } = this, news = this.log.follow(live)
    this.controls.again.disabled = false
    if (news === "begun") this.turn(LEARN)
    // Who has gone elsewhere stays there.
    else if (news === "known" && this.state >= LEARN) this.turn(COUNT)
    else if (news === "ended" && live?.ending && this.state === LEARN) this.turn(COUNT)
  }

  hear() {
    if (this.log.ended && this.live?.in_flight) this.tell("ended", this.live.run_id)
    this.describe()
    this.draw()
  }

  get ending() {
    return this.live ? this.live.ending : this.data.recorded.ending
  }

  get repeats() {
    return this.ending?.counts.length ?? 0
  }

  get picture() {
    return this.data.pictures[this.place]
  }

  get temperature() {
    return temperatureAt(this.motion.at("heat"))
  }

  // What the two students get right now, of the test images; of a run that goes on it is known only how many others.
  /** @returns {{ twins: Twins, exact: boolean }} */
  get now() {
    const { live } = this
    if (live?.ending) return { twins: ended(live.ending.right ?? ""), exact: true }
    if (live) {
      return { twins: counted(this.log.shares.map((share) => Math.round(this.data.of * share))), exact: false }
    }
    const moment = Math.round(this.motion.at("moment"))
    // How many are right at the end is known before the recording has come.
    const known = this.state === COUNT ? this.data.recorded.ending.counts[0] : NOTHING
    return { twins: this.course[moment] ?? counted(known), exact: true }
  }

  get learns() {
    return this.live ? this.live.in_flight : this.motion.moving("moment")
  }

  // Everything that is read, and which controls are there.
  describe() {
    const { data, state, live } = this, rises = this.motion.moving("heat")
    const learnt = state === LEARN && !this.learns && (live !== null || this.course.length > 0)
    const status = live?.in_flight ? this.log.status(data.words) : ""
    const number = (/** @type {number} */ value) => String(this.number?.format(value))
    const counts = this.now.twins.map(countOf), { place, guess, bet, missing, ending, temperature } = this
    const standing = { data, state, place, guess, bet, missing, ending, temperature, learnt, status, counts, number }
    const reading = readingOf(standing)
    this.controls.show(reading, { ...standing, live })
    const news = `${state} ${place} ${learnt} ${live?.in_flight} ${data.language} ${rises} ${this.handled}`
    const changes = rises || (state === LEARN && !learnt)
    // A slider in the reader's hand speaks for itself.
    const sentences = this.handled ? [] : [reading.said, reading.more, changes ? "" : reading.picture]
    this.controls.speak(news, ...sentences)
  }

  /** @param {number} width @param {number} height */
  resize(width, height) {
    if (!width) return
    this.width = width
    this.height = height
    this.rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
    const sharp = Math.min(devicePixelRatio, 2)
    this.canvas.width = Math.round(width * sharp)
    this.canvas.height = Math.round(height * sharp)
    this.draw()
  }

  scene() {
    const { state, width, height, rem, from } = this, to = sceneOf(state, width, height, rem)
    return from ? between(from, to, this.motion.at("turn")) : to
  }

  draw() {
    this.painter.ask()
  }

  paint() {
    if (this.gone || !this.data || !this.width) return false
    const style = getComputedStyle(this.root), context = brush(this.canvas)
    const colors = {
      text: style.color, ground: style.getPropertyValue("--st-background-color").trim() || "#ffffff",
      border: style.getPropertyValue("--st-border-color").trim() || "#d5dde2",
    }
    this.canvas.dataset.family = style.fontFamily
    const { twins, exact } = this.now
    this.dress(colors, exact)
    const { words } = this.data, of = this.number?.format(this.data.of)
    const fields = this.fields.map((field, which) => {
      field.show(twins[which])
      const count = this.number?.format(countOf(twins[which]))
      return { canvas: field.canvas, count: filled(exact ? words.of : words.about, { count, of }) }
    })
    const rises = this.motion.moving("heat"), heat = this.motion.at("heat")
    if (heat !== this.heated || rises !== this.rises) {
      // Also where it ends, and where nothing moves.
      this.heated = heat
      this.rises = rises
      this.controls.slider.value = String(heat)
      this.describe()
    }
    const sharp = this.canvas.width / this.width
    context.setTransform(sharp, 0, 0, sharp, 0, 0)
    context.clearRect(0, 0, this.width, this.height)
    paint(context, this.scene(), {
      picture: this.picture,
      temperature: temperatureAt(heat),
      revealed: this.state > DIGIT,
      fields,
      ending: this.ending,
      repeats: this.motion.at("repeats"),
      colors,
      data: this.data,
      number: (value) => String(this.number?.format(value)),
    }, isWide(this.width, this.height))
    const moving = this.motion.moving(), learnt = this.learning && !this.learns
    this.learning = this.learns
    if (learnt) this.describe()
    if (!moving) this.from = null
    // What is needed later comes once there is something to see.
    this.fetched ??= this.fetch()
    Object.assign(this.shown, { pixels: this.picture.pixels, counts: twins.map(countOf), heat })
    this.root.dataset.moving = String(moving)
    return moving
  }

  // Fields have the colors of the page; squares of which nothing is known have no digits.
  /** @param {import("./paint.js").Colors} colors @param {boolean} exact */
  dress({ text, ground }, exact) {
    const look = `${text} ${ground} ${exact} ${Boolean(this.inputs)}`
    if (look === this.dressed) return
    this.dressed = look
    const { hard, distilled } = this.data.colors
    this.fields.forEach((field, which) => {
      field.dress(exact ? this.inputs : null, which ? distilled : hard, parsed(text), parsed(ground))
    })
  }

  end() {
    this.gone = true
    this.log.leave()
    this.ends.abort()
    this.sizes.disconnect()
  }
}

/** Red, green and blue of any color that a style says. @param {string} color */
function parsed(color) {
  const context = brush(element("canvas", { width: 1, height: 1 }))
  context.fillStyle = color
  context.fillRect(0, 0, 1, 1)
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
}

export default component(Story)
