// Names of classes below bars and cells: one line where they fit side by side, else slanted, and long ones cut.

import { set } from "./svg.js"

// Of type twelve pixels high: how wide letters are, those of Chinese and of others; and the letters of a name at most.
const WIDE = 12.5, NARROW = 7, LONGEST = 12
const SLANT = 45, LINE = 26
// The tick after the name of the true class.
const TICK = 2 * NARROW

/** @param {string} name */
export function cut(name) {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name
}

/** Pixels that a text takes, about. @param {string} text */
export function widthOf(text) {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e7f" ? WIDE : NARROW), 0)
}

/**
 * Return whether names stand slanted in slots of a width, and the height that they take; both widths at the usual size
 * of type.
 * @param {string[]} names @param {number} slot
 */
export function footOf(names, slot) {
  const widest = Math.max(...names.map((name) => widthOf(cut(name))))
  const slanted = widest + TICK > slot && names.some((name) => name.length > 2)
  return { slanted, height: slanted ? LINE + (widest + TICK) * Math.sin((SLANT * Math.PI) / 180) - 8 : LINE }
}

/**
 * Write a name below the middle of its bars.
 * @param {SVGTextElement} text @param {string} name
 * @param {{ x: number, top: number, unit: number, slanted: boolean, isTruth: boolean }} how
 */
export function writeName(text, name, { x, top, unit, slanted, isTruth }) {
  const y = top + (LINE - 8) * unit
  const shown = isTruth ? `${cut(name)} ✓` : cut(name)
  if (text.textContent !== shown) text.textContent = shown
  set(text, {
    x, y, class: isTruth ? "bars-truth" : "", "text-anchor": slanted ? "end" : "middle",
    transform: slanted ? `rotate(-${SLANT} ${x} ${y})` : "",
  })
}
