// Small experiments: what a slider does to a few bars. Each returns them with a line about them.

import { filled } from "../shared/elements.js"
import { entropy, logSoftened, softened } from "../shared/softening.js"

/** @typedef {{ share: number, name?: string, kind?: "other" | "gone" }} Bar */
/** @typedef {{ bars: Bar[], said: string }} Drawn */
/**
 * @typedef {object} Miniature
 * @property {number} least @property {number} most @property {number} step @property {number} start of its slider
 * @property {(value: number, words: Words, number: (value: number, digits?: number) => string) => Drawn} draw
 */

// A teacher's scores for a nine that looks like a five, and twenty-four weights of a student.
const SCORES = [7, 5.9, 4.4, 1.8, 0.2], CLASSES = ["9", "5", "8", "3", "7"]
const WEIGHTS = [6, -2, 9, 1, -7, 4, -1, 3, -9, 2, 5, -4, 8, -3, 1, -6, 7, -1, 2, -5, 10, -2, 3, -8]
// Differences between pairs of students, as an example, and t for as many of them less one, 95 % in the middle.
const GAINS = [34, 12, 27, 41, 19, 30, 8, 25, 33, 22, 29, 16], QUANTILES = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36,
  2.31, 2.26, 2.23, 2.2]
// The right answer, of a hundred answers as many right, a heap, and by how much training at a temperature sharpens.
const ONE = [1, 0, 0, 0, 0], RIGHT = 80, HEAP = [1, 2, 4, 6, 4, 2, 1], SHARPENED = 100
const INPUTS = 64, OUTPUTS = 10, TEACHER = 85_002, BYTES = 4
const LARGEST = Math.max(...WEIGHTS.map(Math.abs))

/** @param {Iterable<number>} shares @returns {Bar[]} */
const named = (shares) => Array.from(shares, (share, place) => ({ share, name: CLASSES[place] }))
/** @param {number} weight @returns {Bar} */
const weighted = (weight) => ({ share: Math.abs(weight) / LARGEST, kind: weight ? undefined : "gone" })

/** @type {Record<string, Miniature>} */
export const MINIATURES = {
  softening: {
    least: 0.5, most: 10, step: 0.5, start: 1,
    draw: (value, words, number) => (
      { bars: named(softened(SCORES, value)), said: filled(words.temperature, { value: number(value, 1) }) }),
  },
  labelling: {
    least: 0, most: 4, step: 1, start: 0,
    draw: (value, words) => ({
      bars: CLASSES.map((name, place) => ({ share: Number(place === value), name })),
      said: filled(words.right, { value: CLASSES[value] }),
    }),
  },
  shifting: {
    least: -5, most: 5, step: 1, start: 0,
    draw: (value, words, number) => {
      const shares = softened(SCORES.map((score) => score + value), 1)
      const scores = SCORES.map((score) => ({ share: (score + value + 5) / 18, name: number(score + value, 1) }))
      /** @type {Bar[]} */ const others = named(shares).map((bar) => ({ ...bar, kind: "other" }))
      return { bars: [...scores, ...others], said: filled(words.added, { value: number(value) }) }
    },
  },
  raising: {
    least: 0, most: 10, step: 0.5, start: 7,
    draw: (value, words, number) => {
      const shares = softened([value, ...SCORES.slice(1)], 1)
      return { bars: named(shares), said: filled(words.score, { value: number(value, 1) }) }
    },
  },
  mixing: {
    least: 0, most: 1, step: 0.1, start: 0.9,
    draw: (value, words, number) => ({
      bars: [{ share: 1 - value, name: words.labels }, { share: value, name: words.teacher, kind: "other" }],
      said: filled(words.weight, { value: number(value, 1) }),
    }),
  },
  surprise: {
    least: 1, most: 100, step: 1, start: 50,
    draw: (value, words, number) => ({
      bars: [{ share: value / 100, name: "✓" }, { share: 1 - value / 100, kind: "gone" }],
      said: filled(words.share, { value, found: number(-Math.log(value / 100) || 0, 2) }),
    }),
  },
  entropy: {
    least: 0.5, most: 20, step: 0.5, start: 1,
    draw: (value, words, number) => {
      const shares = softened(SCORES, value)
      return { bars: named(shares), said: filled(words.nats, { found: number(entropy(shares), 2) }) }
    },
  },
  divergence: {
    least: 0, most: 1, step: 0.05, start: 0,
    draw: (value, words, number) => {
      const student = SCORES.map((score) => value * score), logs = [SCORES, student].map((each) => logSoftened(each, 1))
      const teacher = softened(SCORES, 1), found = teacher.reduce((sum, share, place) =>
        sum + share * (logs[0][place] - logs[1][place]), 0)
      /** @type {Bar[]} */ const others = named(softened(student, 1)).map((bar) => ({ ...bar, kind: "other" }))
      const said = `${words.teacher}, ${words.student}: ${filled(words.nats, { found: number(Math.max(0, found), 2) })}`
      return { bars: [...named(teacher), ...others], said }
    },
  },
  repeats: {
    least: 2, most: GAINS.length, step: 1, start: 3,
    draw: (value, words, number) => {
      const some = GAINS.slice(0, value), mean = some.reduce((sum, each) => sum + each, 0) / value
      const spread = Math.sqrt(some.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (value - 1))
      const reach = (QUANTILES[value - 2] * spread) / Math.sqrt(value), ends = [mean - reach, mean + reach]
      const [low, high] = ends.map((end) => `${end > 0 ? "+" : ""}${number(end)}`)
      /** @type {Bar[]} */ const bars = GAINS.map((gain, place) =>
        ({ share: gain / 50, name: String(gain), kind: place < value ? undefined : "gone" }))
      return { bars, said: filled(words.repeats, { value, low, high }) }
    },
  },
  agreement: {
    least: 0, most: 20, step: 1, start: 17,
    draw: (value, words) => ({
      bars: Array.from({ length: 20 }, (_, place) => ({ share: 1, kind: place < value ? undefined : "gone" })),
      said: filled(words.same, { found: value, value: 20 }),
    }),
  },
  trusting: {
    least: 50, most: 100, step: 1, start: 95,
    draw: (value, words) => ({
      bars: [{ share: value / 100, name: "?" }, { share: RIGHT / 100, name: "✓", kind: "other" }],
      said: filled(words.sure, { value, of: RIGHT, found: Math.abs(value - RIGHT) }),
    }),
  },
  squaring: {
    least: 0.5, most: 10, step: 0.5, start: 1,
    draw: (value, words, number) => {
      const squares = Array.from(softened(SCORES, value), (share, place) => (share - ONE[place]) ** 2)
      const found = number(squares.reduce((sum, square) => sum + square, 0), 2)
      return { bars: named(squares), said: filled(words.score_of, { value: number(value, 1), found }) }
    },
  },
  parting: {
    least: 0, most: HEAP.length, step: 1, start: 2,
    draw: (value, words, number) => {
      const all = HEAP.reduce((sum, each) => sum + each, 0), tallest = Math.max(...HEAP)
      // Of all pairs of one and another, how many have the right one ahead; a tie is half.
      const ahead = HEAP.reduce((sum, one, place) => sum + one * HEAP.reduce((part, other, beside) =>
        part + other * (1 + Math.sign(place + value - beside)) / 2, 0), 0)
      const bars = Array.from({ length: 2 * HEAP.length }, (_, place) => {
        const [one, other] = [place, place - value].map((each) => (HEAP[each] ?? 0) / tallest)
        /** @type {Bar[]} */ const beside = [{ share: one }, { share: other, kind: "other" }]
        return beside
      })
      return { bars: bars.flat(), said: filled(words.parted, { value, found: number(ahead / all ** 2, 2) }) }
    },
  },
  masking: {
    least: 1, most: SHARPENED, step: 1, start: 1,
    draw: (value, words) => {
      const shares = softened(SCORES.map((score) => SHARPENED * score), value)
      // As networks compute, with seven digits.
      const slopes = Array.from(shares, (share, place) => Math.abs(Math.fround(share) - ONE[place]))
      const found = slopes.filter((slope) => slope === 0).length
      return { bars: named(slopes), said: filled(words.zeros, { value, found, of: slopes.length }) }
    },
  },
  labelled: {
    least: 0, most: 24, step: 1, start: 6,
    draw: (value, words) => ({
      bars: Array.from({ length: 24 }, (_, place) => ({ share: 1, kind: place < value ? undefined : "other" })),
      said: filled(words.labelled, { value, of: 24 }),
    }),
  },
  size: {
    least: 4, most: 256, step: 4, start: 32,
    draw: (value, words, number) => {
      const found = (INPUTS + 1) * value + (value + 1) * OUTPUTS
      return {
        bars: [{ share: 1, name: words.teacher, kind: "gone" }, { share: found / TEACHER, name: words.student }],
        said: filled(words.size, { value, found: number(found), bytes: number(BYTES * found) }),
      }
    },
  },
  work: {
    least: 4, most: 256, step: 4, start: 32,
    draw: (value, words, number) => {
      const found = (INPUTS + OUTPUTS) * value
      return {
        bars: [{ share: found / ((INPUTS + OUTPUTS) * 256), name: words.student }],
        said: filled(words.work, { value, found: number(found) }),
      }
    },
  },
  pruning: {
    least: 0, most: 23, step: 1, start: 12,
    draw: (value, words) => {
      const order = [...WEIGHTS.keys()].sort((one, other) => Math.abs(WEIGHTS[one]) - Math.abs(WEIGHTS[other]))
      const cut = new Set(order.slice(0, value))
      return {
        bars: WEIGHTS.map((weight, place) => ({ ...weighted(weight), kind: cut.has(place) ? "gone" : undefined })),
        said: filled(words.left, { found: WEIGHTS.length - value, of: WEIGHTS.length }),
      }
    },
  },
  rounding: {
    least: 2, most: 8, step: 1, start: 3,
    draw: (value, words) => {
      // As many values on both sides of zero, and zero.
      const levels = 2 ** (value - 1) - 1
      const rounded = WEIGHTS.map((weight) => (Math.round((weight / LARGEST) * levels) * LARGEST) / levels)
      return { bars: rounded.map(weighted), said: filled(words.bits, { value, found: 2 * levels + 1 }) }
    },
  },
}
