// Texts with blanks, and elements of the page.

/** @typedef {Record<string, string>} Words */

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

/** @param {HTMLCanvasElement} canvas */
export function brush(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"))
}
