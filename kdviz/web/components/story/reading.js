// What is read of the picture in each state: its headline, the line under it, and itself for who does not see it.

import { filled } from "../shared/elements.js"
import { answers } from "./paint.js"

// The five states.
export const DIGIT = 0, ANSWERS = 1, HEAT = 2, LEARN = 3, COUNT = 4
// Smaller shares are not read aloud.
const LEAST = 0.01

/**
 * @typedef {object} Standing
 * @property {StoryData} data @property {number} state @property {number} place of the digit
 * @property {number | null} guess what the reader took it for @property {"label" | "doubt" | null} bet
 * @property {boolean} learnt whether the two students have come to their end
 * @property {boolean} missing whether there is no recording
 * @property {string} status of a run that goes on @property {StoryEnding | null} ending
 * @property {number[]} counts of the two students @property {number} temperature
 * @property {(value: number) => string} number writes one
 */

/** @param {Standing} standing */
export function readingOf({
  data, state, place, guess, bet, learnt, missing, status, ending, counts: [one, other], temperature, number,
}) {
  const { words, pictures } = data, { label, logits } = pictures[place]
  const [first, second] = answers(logits, 1).map(({ name }) => name)
  const named = answers(logits, temperature).filter(({ share }) => share >= LEAST)
    .map(({ name, share }) => `${name} ${Math.round(100 * share)} %`).join(", ")
  const blanks = {
    label, guess, first, second, hard: number(one), distilled: number(other), of: number(data.of), answers: named,
    t: temperature.toPrecision(2).replace(/\.0$/, ""),
    bet: bet === "label" ? words.bet_label : words.bet_doubt,
    gains: ending?.counts.map(([hard, distilled]) => number(distilled - hard)).join(", "),
  }
  const known = guess === null ? words.label_says : guess === label ? words.right : words.wrong
  const answered = first === label ? words.teacher_right : words.teacher_wrong
  const trouble = state >= LEARN && (data.trouble || (missing ? words.picture_missing : ""))
  // A hall has bet by raising hands.
  const told = bet && !data.projected ? `${ending?.detail} ${words.count_bet}` : ending?.detail
  const [said, more, picture, next] = [
    [place ? words.ask_again : words.ask, words.tap, words.picture_digit, ""],
    [known, answered, words.picture_answers, place + 1 < pictures.length ? words.another : words.to_heat],
    [words.heat_said, "", words.picture_answers, ""],
    learnt
      ? [words.learnt_said, words.learnt_more, words.picture_learning, words.to_count]
      : [words.learn_said, status || words.learn_more, words.picture_learning, ""],
    [ending?.headline ?? words.learn_said, told ?? "", words.picture_count, ""],
  ][state].map((text) => filled(text, blanks))
  return { said, more: trouble || more, picture, next, heat: filled(words.temperature, blanks), answers: named }
}
