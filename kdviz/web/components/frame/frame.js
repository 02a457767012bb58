// What every page has: notes on everything that is on the screen, the keys, the way to the projector view and back, and
// the attributes that Streamlit's markup lacks for those who do not see it.

import { component } from "../shared/component.js"
import { element, find } from "../shared/elements.js"

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */

const FIELDS = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]"
const LABELLED = ":is([data-testid=stSelectbox], [data-testid=stMultiSelect], [data-testid=stNumberInput], .stButton)"
const GAP = 4, NOTED = "noted"

class Frame {
  /** @type {FrameData} */ data
  /** @type {HTMLElement | null} */ notes = null
  /** @type {import("../glossary/glossary.js").Glossary | null} */ glossary = null
  frame = 0
  screen = ""
  /** @type {(name: string, value: unknown) => void} */ tell
  /** @type {(name: string, value: unknown) => void} */ tellOnce

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.ask = find(parent, ".frame-ask", HTMLButtonElement)
    this.leave = find(parent, ".frame-leave", HTMLButtonElement)
    this.ask.onclick = () => this.toggle()
    this.leave.onclick = () => this.tellOnce("projected", true)
    this.ends = new AbortController()
    const { signal } = this.ends
    document.addEventListener("keydown", (event) => this.key(event), { signal })
    for (const name of ["scroll", "resize"]) addEventListener(name, () => this.later(), { signal, capture: true })
    this.observer = new MutationObserver((changes) => {
      const ours = [this.notes, this.glossary?.root]
      if (changes.some(({ target }) => !ours.some((one) => one?.contains(target)))) this.later()
    })
    this.observer.observe(document.body, { subtree: true, childList: true })
  }

  /** @param {Told<FrameData>} told */
  show({ data, setStateValue, setTriggerValue }) {
    this.data = data
    this.tell = setStateValue
    this.tellOnce = setTriggerValue
    const { words, projected } = data
    document.documentElement.lang = data.language
    this.leave.hidden = !projected
    this.ask.hidden = projected
    this.ask.title = this.ask.ariaLabel = words.ask
    this.leave.title = this.leave.ariaLabel = words.leave
    this.ask.ariaPressed = String(Boolean(this.notes))
    this.later()
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event
    if (ctrlKey || metaKey || altKey || (target instanceof Element && target.closest(FIELDS))) return
    if (key === "?") this.toggle()
    else if (key === "Escape" && this.notes) this.toggle()
    else if (key === "p" || key === "P") this.tellOnce("projected", true)
  }

  toggle() {
    if (this.notes) {
      this.notes.remove()
      this.notes = null
      this.forget()
      this.glossary?.end()
      this.glossary = null
    } else {
      this.notes = document.body.appendChild(element("div", { className: "frame-notes", role: "note" }))
      this.explain(this.notes)
    }
    this.ask.ariaPressed = String(Boolean(this.notes))
    this.later()
  }

  // The words come with the notes, for who has asked.
  /** @param {HTMLElement} asked */
  async explain(asked) {
    const { Glossary } = await import("../glossary/glossary.js")
    // The notes may be closed again by now, or others opened.
    if (this.notes !== asked) return
    this.glossary = new Glossary(this.data.glossary, this.data.language)
    this.glossary.root.addEventListener("toggle", () => this.later())
    this.later()
  }

  // However much has changed, once before the next picture.
  later() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0
      if (!this.data) return
      this.mend()
      this.measure()
      if (this.notes) this.write(this.notes)
    })
  }

  forget() {
    document.querySelectorAll(`[data-${NOTED}]`).forEach((one) => one.removeAttribute(`data-${NOTED}`))
  }

  // What Streamlit's own markup lacks.
  mend() {
    const navigation = document.querySelector(".st-key-navigation")
    if (navigation) Object.assign(navigation, { role: "navigation", ariaLabel: this.data.words.pages })
    navigation?.querySelectorAll("a").forEach((link) => {
      if (link.pathname === location.pathname) link.ariaCurrent = "page"
      else link.removeAttribute("aria-current")
    })
    // Streamlit says these in English, whatever the page's language is.
    const { labels } = this.data
    for (const one of document.querySelectorAll(`${LABELLED} :is([aria-label], [placeholder])`))
      for (const name of ["aria-label", "placeholder"]) {
        const said = one.getAttribute(name) ?? "", [verb] = said.split(" ", 1)
        const own = labels[said] ?? labels[`${verb} …`]?.replace("…", said.slice(verb.length + 1))
        if (own && own !== said) one.setAttribute(name, own)
      }
    // What scrolls must be reached by a key.
    document.querySelectorAll(".katex-display").forEach((formula) => {
      if (formula.scrollWidth > formula.clientWidth) formula.setAttribute("tabindex", "0")
    })
  }

  // Plotly's figures have the size that Python says, which a hall's screen decides.
  measure() {
    const screen = `${innerWidth}×${innerHeight}`
    if (!this.data.projected || this.screen === screen) return
    this.screen = screen
    this.tell("screen", [innerWidth, innerHeight])
  }

  // A note beside each thing on the screen, moved to where it covers no other.
  /** @param {HTMLElement} root */
  write(root) {
    const { notes, keys } = this.data
    const list = element("dl", {}, ...keys.flatMap(([key, text]) => [element("dt", {}, key), element("dd", {}, text)]))
    root.replaceChildren(list)
    this.forget()
    // Of several like one another the first gets the note.
    const told = notes.flatMap(([selector, text]) => {
      /** @type {NodeListOf<HTMLElement | SVGElement>} */ const all = document.querySelectorAll(selector)
      const found = [...all].filter((one) => isOnScreen(one) && !(NOTED in one.dataset))
      for (const one of found) one.dataset[NOTED] = ""
      return found.slice(0, 1).map((one) => ({ one, note: root.appendChild(element("p", {}, text)) }))
    })
    // While the words are opened they lie over the notes, which need not avoid them.
    const words = this.glossary?.root
    /** @type {Box[]} */ const taken = [list, ...(words && !words.open ? [words] : [])]
      .map((one) => one.getBoundingClientRect())
    const places = told.map(({ one, note }) => [one.getBoundingClientRect(), note.getBoundingClientRect()])
    places.map(([at, size], which) => ({ at, size, note: told[which].note })).sort((a, b) => a.at.top - b.at.top)
      .forEach(({ at, size: { width, height }, note }) => {
        const left = Math.max(GAP, Math.min(at.left + 0.35 * Math.max(0, at.width - width), innerWidth - width - GAP))
        const top = freeTop(left, Math.max(GAP, at.top + Math.min(at.height, 28)), width, height, taken)
        taken.push({ left, right: left + width, top, bottom: top + height })
        note.style.left = `${left}px`
        note.style.top = `${top}px`
      })
  }

  end() {
    this.ends.abort()
    this.observer.disconnect()
    this.notes?.remove()
    this.glossary?.end()
  }
}

/** @param {Element} one */
function isOnScreen(one) {
  const { left, right, top, bottom, width, height } = one.getBoundingClientRect()
  return one.checkVisibility() && width > 1 && height > 1 && bottom > 0 && right > 0 && left < innerWidth
    && top < innerHeight
}

/**
 * Return the first height from `top` down at which a note covers nothing; failing that, the lowest above; failing that,
 * the end of the screen.
 * @param {number} left @param {number} top @param {number} width @param {number} height @param {Box[]} taken
 */
function freeTop(left, top, width, height, taken) {
  const last = innerHeight - height - GAP
  const under = (/** @type {number} */ from) => taken.find((box) => left < box.right && left + width > box.left
    && from < box.bottom && from + height > box.top)
  let free = top
  for (let other = under(free); other; other = under(free)) free = other.bottom + GAP
  if (free <= last) return free
  free = last
  for (let other = under(free); other; other = under(free)) free = other.top - height - GAP
  return free >= 0 ? free : last
}

export default component(Frame)
