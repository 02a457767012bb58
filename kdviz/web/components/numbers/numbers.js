// Number fields as Streamlit draws them, mended: the browser drops a comma, so that "0,02" would be 2, and Streamlit
// takes what is no number, such as "1e", for the least that is allowed.

import { element, filled } from "../shared/elements.js"

const BOX = "[data-testid=stNumberInput]", NOTE = "number-note"
// The sentence about what is no number.
let kept = ""

/** @param {Event} event @returns {HTMLInputElement | null} */
function numberField({ target }) {
  return target instanceof HTMLInputElement && target.type === "number" ? target : null
}

// What the field that the reader is in said last, and how many points the browser has dropped since.
let before = "", dropped = 0

document.addEventListener("focusin", (event) => {
  before = numberField(event)?.value ?? before
  dropped = 0
})

// Until the reader sets the field anew, the sentence stands below it.
for (const name of ["input", "pointerdown"]) {
  document.addEventListener(name, ({ target, isTrusted }) => {
    if (isTrusted && target instanceof Element) target.closest(BOX)?.querySelector(`.${NOTE}`)?.remove()
  }, true)
}

document.addEventListener("input", (event) => {
  const field = numberField(event)
  if (field?.value === "" && !field.validity.badInput) dropped = 0
  else if (field && event instanceof InputEvent && event.data?.includes(".")) dropped -= 1
}, true)

// A comma is a decimal point. Of several, some mark thousands: that is not guessed, and the browser drops all but one.
document.addEventListener("beforeinput", (event) => {
  const text = event.data?.replaceAll(",", ".") ?? ""
  if (!numberField(event) || !event.isTrusted || !text.includes(".")) return
  event.preventDefault()
  dropped += 1
  if (text.indexOf(".") === text.lastIndexOf(".")) document.execCommand("insertText", false, text)
})

// What is no number is not handed on: the field says again what it said before, and a sentence below it says so.
/** @param {HTMLInputElement | null} field */
function restore(field) {
  if (!field || !(dropped > 0 || field.validity.badInput)) return
  dropped = 0
  field.value = ""
  // React takes no notice of values that are set the usual way.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, before)
  field.dispatchEvent(new InputEvent("input", { bubbles: true }))
  const box = field.closest(BOX)
  box?.querySelector(`.${NOTE}`)?.remove()
  box?.append(element("p", { className: NOTE, role: "alert" }, filled(kept, { value: before })))
}

document.addEventListener("focusout", (event) => restore(numberField(event)), true)
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter") restore(numberField(event))
}, true)
document.addEventListener("keyup", (event) => {
  if (["Enter", "ArrowUp", "ArrowDown"].includes(event.key)) before = numberField(event)?.value ?? before
})

/** @param {Told<{ kept: string }>} told */
export default ({ data }) => {
  kept = data.kept
}
