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

// Returns what tells the width of a picture: reading it between two drawings would make the browser lay out anew.
/** @param {SVGSVGElement} svg @param {() => void} changed */
export function measured(svg, changed) {
  let width = 0
  new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width
    changed()
  }).observe(svg)
  return () => (width ||= svg.clientWidth || 600)
}

/** An attribute that is as it should be costs nothing. @param {Element} node @param {Attributes} attributes */
export function set(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (node.getAttribute(key) !== String(value)) node.setAttribute(key, String(value))
  }
}
