// What is around the drawing: its sentences, its buttons, and which of them are there in which state.

import { element, find, part, passable } from "../shared/elements.js"
import { ANSWERS, COUNT, DIGIT, HEAT, LEARN } from "./reading.js"

/**
 * @typedef {object} Acts what the reader does
 * @property {(digit: number) => void} answer @property {(state: number) => void} turn to another state
 * @property {(share: number) => void} heat @property {(bet: "label" | "doubt") => void} bet
 * @property {() => void} forward @property {() => void} train begins a run here, or ends it
 * @property {(place: "lesson" | "lab") => void} go
 */

export class Controls {
  // What was last said aloud.
  spoken = ""

  /** @param {HTMLElement} root @param {[coldest: number, hottest: number]} range of the heat @param {Acts} acts */
  constructor(root, [coldest, hottest], acts) {
    this.root = root
    this.canvas = find(root, "canvas", HTMLCanvasElement)
    this.digits = part(root, ".story-digits")
    this.steps = part(root, ".story-steps")
    this.heat = part(root, ".story-heat")
    this.slider = find(root, ".story-heat input", HTMLInputElement)
    this.bets = part(root, ".story-bets")
    this.next = find(root, ".story-next", HTMLButtonElement)
    this.again = find(root, ".story-again", HTMLButtonElement)
    this.links = { lesson: part(root, ".story-lesson"), lab: part(root, ".story-lab"), skip: part(root, ".story-skip") }
    fill(this.digits, Array.from({ length: 10 }, (_, digit) => String(digit)), acts.answer)
    fill(this.steps, Array.from({ length: COUNT + 1 }, () => ""), acts.turn)
    passable(this.slider)
    Object.assign(this.slider, { min: String(coldest), max: String(hottest) })
    this.slider.oninput = () => acts.heat(Number(this.slider.value))
    this.bets.querySelectorAll("button").forEach((button, place) => {
      button.onclick = () => acts.bet(place ? "doubt" : "label")
    })
    this.next.onclick = acts.forward
    this.again.onclick = acts.train
    for (const [name, link] of Object.entries(this.links)) {
      link.onclick = (event) => {
        event.preventDefault()
        acts.go(name === "lesson" ? "lesson" : "lab")
      }
    }
  }

  /** What stands on them. @param {Words} words @param {string} language */
  label(words, language) {
    this.digits.ariaLabel = words.answers
    this.steps.ariaLabel = words.steps
    this.steps.querySelectorAll("button").forEach((button, state) => {
      button.ariaLabel = button.title = words[`step_${state + 1}`]
    })
    put(part(this.heat, "span"), words.heat)
    this.bets.querySelectorAll("button").forEach((button, place) => {
      put(button, place ? words.bet_doubt : words.bet_label)
    })
    // In the reader's language, also in a tab of its own.
    const { lesson, lab, skip } = this.links
    Object.assign(lesson, { textContent: words.lesson, href: `./?lesson=2&lang=${language}` })
    Object.assign(lab, { textContent: words.lab, href: `./distill?lang=${language}` })
    Object.assign(skip, { textContent: words.skip, ariaLabel: words.skip_where, href: `./distill?lang=${language}` })
  }

  /**
   * @param {ReturnType<typeof import("./reading.js").readingOf>} reading
   * @param {object} standing
   * @param {StoryData} standing.data @param {number} standing.state
   * @param {boolean} standing.learnt whether the two students have come to their end
   * @param {StoryData["live"]} standing.live
   */
  show(reading, { data: { words, projected }, state, learnt, live }) {
    const ends = state === COUNT, trains = Boolean(live?.in_flight)
    put(part(this.root, ".story-said"), reading.said)
    put(part(this.root, ".story-more"), reading.more)
    put(part(this.root, ".story-source"), state < ANSWERS ? "" : live && state >= LEARN ? words.live : words.recorded)
    put(part(this.heat, "output"), reading.heat)
    put(this.next, reading.next)
    put(this.again, trains ? words.stop : words.again)
    this.canvas.ariaLabel = reading.picture
    // Nobody finds in the page what the reader has not asked for yet.
    this.slider.ariaValueText = state === HEAT ? `${reading.heat}: ${reading.answers}` : ""
    const shown = new Map([
      [this.digits, state === DIGIT], [this.heat, state === HEAT], [this.bets, state === HEAT],
      [this.next, state === ANSWERS || learnt], [this.again, ends || trains],
      [this.links.lesson, ends], [this.links.lab, ends && !projected], [this.links.skip, !ends && !projected],
    ])
    shown.forEach((there, one) => { one.hidden = !there })
    this.steps.querySelectorAll("button").forEach((button, each) => {
      button.ariaCurrent = each === state ? "step" : "false"
      button.tabIndex = each === state ? 0 : -1
    })
    this.root.dataset.state = String(state + 1)
    this.root.toggleAttribute("data-hall", projected)
    // A button that is gone would leave the keyboard nowhere.
    const { activeElement: focused } = document
    if (this.root.contains(focused) && !focused?.checkVisibility()) this.canvas.focus()
  }

  // Once for each state, when the heat has risen, and when the students have learned.
  /** @param {string} news @param {...string} sentences */
  speak(news, ...sentences) {
    if (this.spoken === news) return
    this.spoken = news
    put(part(this.root, ".story-spoken"), sentences.join(" "))
  }
}

// Whoever watches the page need not look at what has stayed as it was.
/** @param {HTMLElement} place @param {string} text */
function put(place, text) {
  if (place.textContent !== text) place.textContent = text
}

// A bar of buttons is one stop of the Tab key; the arrow keys go along it.
/** @param {HTMLElement} bar @param {string[]} texts @param {(place: number) => void} act */
function fill(bar, texts, act) {
  const buttons = texts.map((text, place) => element("button", { type: "button", tabIndex: place ? -1 : 0 }, text))
  bar.replaceChildren(...buttons)
  buttons.forEach((button, place) => { button.onclick = () => act(place) })
  bar.onkeydown = (event) => {
    const here = buttons.findIndex((button) => button === document.activeElement)
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (to === undefined || !buttons[to]) return
    event.preventDefault()
    buttons.forEach((button, place) => { button.tabIndex = place === to ? 0 : -1 })
    buttons[to].focus()
  }
}
