// Texts with blanks, and elements of the page.

/** @param {string} text @param {Record<string, unknown>} blanks */
export function filled(text, blanks) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(blanks[name]))
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} attributes
 * @param {(Node | string)[]} children
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  Object.assign(made, attributes)
  made.append(...children)
  return made
}

// The one element in `root` that `selector` finds.
/** @template {Element} Kind @param {ParentNode} root @param {string} selector @param {new () => Kind} kind */
export function find(root, selector, kind) {
  const found = root.querySelector(selector)
  if (!(found instanceof kind)) throw new Error(`no ${kind.name} is ${selector}`)
  return found
}

/** @param {ParentNode} root @param {string} selector */
export function part(root, selector) {
  return find(root, selector, HTMLElement)
}

/**
 * The elements in `root` by the names of their classes without `prefix`: `lossImage` is of `lab-loss-image`.
 * @template {Element} Kind @template {string} Name
 * @param {ParentNode} root @param {string} prefix @param {new () => Kind} kind @param {Name[]} names
 * @returns {Record<Name, Kind>}
 */
export function parts(root, prefix, kind, ...names) {
  const css = (/** @type {string} */ name) => `.${prefix}-${name.replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`)}`
  const found = names.map((name) => [name, find(root, css(name), kind)])
  return Object.fromEntries(found)
}

/** @param {HTMLCanvasElement} canvas */
export function brush(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"))
}

// Let a finger scroll the page that comes down on a slider: the browser would set the slider there and scroll nothing.
/** @param {HTMLInputElement} slider of type range */
export function passable(slider) {
  let before = "", held = false, x = 0, y = 0
  slider.style.touchAction = "pan-y"
  slider.addEventListener("pointerdown", (event) => {
    before = slider.value
    held = event.pointerType === "touch"
    x = event.clientX
    y = event.clientY
  })
  // What the browser sets is told only once it is clear that the finger does not scroll.
  for (const name of ["input", "change"]) {
    slider.addEventListener(name, (event) => held && event.stopImmediatePropagation(), true)
  }
  const release = () => {
    if (!held) return
    held = false
    if (slider.value !== before) slider.dispatchEvent(new Event("input", { bubbles: true }))
  }
  slider.addEventListener("pointermove", (event) => {
    if (Math.abs(event.clientX - x) > Math.abs(event.clientY - y)) release()
  })
  slider.addEventListener("pointerup", release)
  slider.addEventListener("keydown", release)
  slider.addEventListener("pointercancel", () => {
    if (held) slider.value = before
    held = false
  })
}
