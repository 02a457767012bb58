// A mark on a scale of counts, with a range around it; committed by the button or Enter.

import { component } from "../shared/component.js"
import { filled, find, part, passable } from "../shared/elements.js"

const GIVE = 10

class Guess {
  /** @type {GuessData} */ data
  // What was committed, as text.
  locked = ""
  /** @type {(guess: { mark: number, give: number } | null) => void} */ tell

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.root = part(parent, ".guess")
    this.mark = find(this.root, ".guess-mark", HTMLInputElement)
    this.give = find(this.root, ".guess-give", HTMLInputElement)
    this.button = find(this.root, ".guess-lock", HTMLButtonElement)
    this.said = part(this.root, ".guess-said")
    for (const slider of [this.mark, this.give]) {
      passable(slider)
      slider.oninput = () => this.move()
      slider.onkeydown = (event) => {
        if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return
        event.preventDefault()
        this.lock()
      }
    }
    this.button.onclick = () => this.lock()
  }

  /** @param {Told<GuessData>} told */
  show({ data, setStateValue }) {
    const first = !this.data, most = data.most !== this.data?.most || data.least !== this.data?.least
    // Another request keeps the mark, which is no answer yet, unless it was answered before.
    const answered = data.about !== this.data?.about && data.guess
    this.data = data
    this.tell = (guess) => setStateValue("guess", guess && { ...guess, about: data.about })
    this.number = new Intl.NumberFormat(data.language)
    if (most) {
      this.mark.min = String(data.least)
      this.mark.max = this.give.max = String(data.most)
    }
    // What comes back from Python may be older than where the reader has dragged the mark since.
    if (first || most || answered) {
      this.mark.value = String(data.guess?.mark ?? this.middle)
      this.give.value = String(data.guess?.give ?? GIVE)
    }
    this.locked = data.guess ? JSON.stringify(data.guess) : ""
    this.root.ariaLabel = data.words.ask
    part(this.root, ".guess-question").textContent = data.words.ask
    this.mark.ariaLabel = data.words.mark
    this.give.ariaLabel = data.words.give
    this.draw()
  }

  // A scale begins in its middle, which is a guess once it is committed.
  get middle() {
    return Math.round((this.data.least + this.data.most) / 2)
  }

  get guess() {
    return { mark: Number(this.mark.value), give: Number(this.give.value) }
  }

  // What the mark leaves is no answer any more.
  move() {
    if (this.locked && this.locked !== JSON.stringify(this.guess)) {
      this.locked = ""
      this.tell(null)
    }
    this.draw()
  }

  lock() {
    this.locked = JSON.stringify(this.guess)
    this.tell(this.guess)
    this.draw()
  }

  draw() {
    const { words, least, most } = this.data, { mark, give } = this.guess
    const count = this.number?.format(Math.abs(mark)) ?? "", off = this.number?.format(give) ?? ""
    const sign = least < 0 && mark > 0 ? "+" : ""
    part(this.root, ".guess-value").textContent = `${mark < 0 ? "−" : sign}${count} ± ${off}`
    this.mark.ariaValueText = filled(mark < 0 ? words.fewer : words.more, { count, give: off })
    const along = (/** @type {number} */ value) => Math.min(Math.max((value - least) / (most - least), 0), 1)
    const share = (/** @type {number} */ value) => `${100 * along(value)}%`
    this.root.style.setProperty("--low", share(mark - give))
    this.root.style.setProperty("--high", share(mark + give))
    this.root.toggleAttribute("data-signed", least < 0)
    const locked = this.locked === JSON.stringify(this.guess)
    this.button.textContent = locked ? words.locked : words.lock
    this.button.ariaPressed = String(locked)
    this.said.textContent = locked ? words.changeable : ""
  }

  end() {}
}

export default component(Guess)
