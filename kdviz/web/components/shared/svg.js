// SVG elements.

const SVG = "http://www.w3.org/2000/svg"

/**
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name @param {Attributes} attributes @param {Element} [parent]
 */
export function drawn(name, attributes, parent) {
  const made = document.createElementNS(SVG, name)
  set(made, attributes)
  parent?.append(made)
  return made
}

/** @param {string} content @param {Attributes} attributes @param {Element} [parent] */
export function written(content, attributes, parent) {
  return Object.assign(drawn("text", attributes, parent), { textContent: content })
}

/**
 * @typedef {{ width: number, height: number, unit: number }} Size of a picture in pixels; `unit` is how many times as
 * large as usual the page's type is
 */

// Returns what tells a picture's size: reading it between two drawings would make the browser lay out anew.
/** @param {SVGSVGElement} svg @param {() => void} changed @returns {() => Size} */
export function measured(svg, changed) {
  const type = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16
  /** @type {Size | null} */ let size = null
  new ResizeObserver(([{ contentRect: { width, height } }]) => {
    // What is hidden has no size.
    if (!width) return
    size = { width, height, unit: type() }
    changed()
  }).observe(svg)
  return () => (size ??= { width: svg.clientWidth || 600, height: svg.clientHeight || 240, unit: type() })
}

/** An attribute that is as it should be costs nothing. @param {Element} node @param {Attributes} attributes */
export function set(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (node.getAttribute(key) !== String(value)) node.setAttribute(key, String(value))
  }
}
