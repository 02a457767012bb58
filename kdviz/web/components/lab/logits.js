// Logits that the reader types: numbers with commas, semicolons or spaces between them.

import { filled } from "../shared/elements.js"

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
// Their squares and sums stay finite, and no network's logits come near it.
const LARGEST = 1e6, MOST_CLASSES = 1000

// The logits in `text`, none if it is empty or wrong, and what is wrong with it.
/** @param {string} text @param {Words} words @returns {{ logits: number[], fault: string }} */
export function readLogits(text, words) {
  // A separator at the end is where the next number will be typed.
  const whole = text.trim().replace(/\s*[,;，、；]$/, "")
  const parts = whole ? whole.split(/\s*[,;，、；]\s*|\s+/) : [], logits = parts.map(Number)
  /** @type {string[]} */ const between = whole.match(/\s*[,;，、；]\s*|\s+/g) ?? []
  const wrong = parts.findIndex((part, place) => !NUMBER.test(part) || Math.abs(logits[place]) > LARGEST)
  const fault = parts.includes("") ? words.gap
    : wrong >= 0 ? filled(words.no_number, { value: parts[wrong] })
      : between.includes(",") && between.some((each) => each !== ",") ? words.decimal_comma
        : parts.length === 1 ? words.one_class
          : parts.length > MOST_CLASSES ? filled(words.many_classes, { count: parts.length, most: MOST_CLASSES }) : ""
  return { logits: fault ? [] : logits, fault }
}
