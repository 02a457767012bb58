// Cards in an order: dragged by hand, or moved by buttons and arrow keys.

import { component } from "../shared/component.js"
import { element, filled, find, part } from "../shared/elements.js"

class Order {
  /** @type {OrderData} */ data
  /** @type {(order: string) => void} */ tell
  // Letters, the uppermost card first.
  order = ""
  locked = ""

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.root = part(parent, ".order")
    this.list = part(this.root, ".order-cards")
    this.button = find(this.root, ".order-lock", HTMLButtonElement)
    this.button.onclick = () => {
      this.locked = this.order
      this.tell(this.order)
      this.say()
    }
  }

  /** @param {Told<OrderData>} told */
  show({ data, setStateValue }) {
    const another = JSON.stringify(data.cards) !== JSON.stringify(this.data?.cards)
    this.tell = (order) => setStateValue("order", order)
    this.data = data
    this.locked = data.order
    // What comes back from Python may be older than what the reader has moved since.
    if (another) {
      this.order = data.order || data.cards.map(({ name }) => name).join("")
      this.list.ariaLabel = data.words.ask
      this.list.replaceChildren(...[...this.order].map((name) => this.card(name)))
    }
    this.say()
  }

  /** @param {string} name */
  card(name) {
    const { cards, words } = this.data, text = cards.find((card) => card.name === name)?.text ?? ""
    const arrow = (/** @type {-1 | 1} */ step) => {
      const button = element("button", { type: "button" }, step < 0 ? "↑" : "↓")
      button.ariaLabel = filled(step < 0 ? words.up : words.down, { card: text })
      button.onclick = () => this.move(card, step, button)
      return button
    }
    const card = element("li", {}, element("span", {}, text), arrow(-1), arrow(1))
    card.dataset.name = name
    card.onkeydown = (event) => {
      const step = { ArrowUp: /** @type {const} */ (-1), ArrowDown: /** @type {const} */ (1) }[event.key]
      if (!step || !(event.target instanceof HTMLElement)) return
      event.preventDefault()
      this.move(card, step, event.target)
    }
    card.onpointerdown = (event) => {
      if (event.target instanceof HTMLButtonElement) return
      card.setPointerCapture(event.pointerId)
      card.dataset.held = ""
    }
    card.onpointermove = (event) => {
      if (!card.hasPointerCapture(event.pointerId)) return
      const other = [...this.list.children].find((each) => {
        const { top, bottom } = each.getBoundingClientRect()
        return each !== card && event.clientY > top && event.clientY < bottom
      })
      if (other) this.put(card, other)
    }
    card.onpointerup = card.onpointercancel = () => delete card.dataset.held
    return card
  }

  /** @param {HTMLElement} card @param {-1 | 1} step @param {HTMLElement} focused */
  move(card, step, focused) {
    const other = step < 0 ? card.previousElementSibling : card.nextElementSibling
    if (other) this.put(card, other)
    focused.focus()
  }

  // In the other's place, which makes room.
  /** @param {HTMLElement} card @param {Element} other */
  put(card, other) {
    const cards = [...this.list.children], down = cards.indexOf(card) < cards.indexOf(other)
    other[down ? "after" : "before"](card)
    this.order = [...this.list.querySelectorAll("li")].map(({ dataset }) => dataset.name ?? "").join("")
    // What the cards leave is no answer any more.
    if (this.locked && this.locked !== this.order) {
      this.locked = ""
      this.tell("")
    }
    this.say()
  }

  say() {
    const locked = this.locked === this.order
    this.button.textContent = locked ? this.data.words.locked : this.data.words.lock
    this.button.ariaPressed = String(locked)
  }

  end() {}
}

export default component(Order)
