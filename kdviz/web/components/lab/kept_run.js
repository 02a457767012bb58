// A finished run as the lab has it: images, everybody's logits, and the networks that gave them.

import { centered, entropy, mean, rankCorrelation, softened } from "../shared/softening.js"
import { forward, memberWeights } from "../shared/forward.js"

const A_CLASS = 2, PICTURES = 12
// The arms' places in what is kept.
/** @type {Record<string, number>} */ const ARMS = { hard: 0, distilled: 2 }

export class KeptRun {
  // Tensors by name; the weights may be null. `temperature`: at which the teacher's doubt is measured.
  /**
   * @param {Tensors} arrays
   * @param {Tensors | null} students @param {Tensors | null} teacher @param {number} temperature
   */
  constructor(arrays, students, teacher, temperature) {
    this.inputs = arrays.validation_inputs
    this.labels = arrays.validation_labels
    this.ids = arrays.validation_ids
    this.teacher = arrays.validation_teacher_logits
    this.students = arrays.validation_student_logits
    this.networks = students && teacher && { teacher: memberWeights(teacher, 0, 0), students }
    // Of one input.
    this.shape = this.inputs.shape.slice(1)
    this.inPlane = this.shape.length === 1 && this.shape[0] === 2
    const [seeds, arms, count, classes] = this.students.shape
    this.seeds = seeds
    this.arms = arms
    this.count = count
    this.classes = classes
    const places = [...this.labels.values.keys()], rows = places.map((place) => this.teacherOf(place))
    this.spread = spreadOf(rows)
    this.correlations = ["hard", "distilled"].map((arm) => Array.from({ length: this.seeds }, (_, seed) =>
      rankCorrelation(places.map((place) => this.studentsOf(arm, place)[seed]), rows, this.labels.values)))
    this.orders = this.ordered(places, temperature)
  }

  // Places of pictures by what they can be sorted by.
  /** @param {number[]} places @param {number} temperature @returns {Record<string, number[]>} */
  ordered(places, temperature) {
    const by = (/** @type {number[]} */ scores) =>
      (/** @type {number} */ one, /** @type {number} */ other) => scores[other] - scores[one]
    const answer = (/** @type {Logits} */ logits) => [...logits].indexOf(Math.max(...logits))
    const ambiguity = places.map((place) => entropy(softened(this.teacherOf(place), temperature)))
    const disagreement = places.map((place) => {
      const said = answer(this.teacherOf(place))
      return this.studentsOf("distilled", place).filter((logits) => answer(logits) !== said).length
    })
    const ambiguous = [...places].sort(by(ambiguity))
    const each = Math.max(A_CLASS, Math.ceil(PICTURES / this.classes))
    return {
      ambiguity: ambiguous.slice(0, PICTURES),
      class: Array.from({ length: this.classes }, (_, label) =>
        ambiguous.filter((place) => this.labels.values[place] === label).slice(0, each)).flat(),
      disagreement: places.filter((place) => disagreement[place] > 0).sort(by(disagreement)).slice(0, PICTURES),
    }
  }

  /** @param {number} place */
  teacherOf(place) {
    return this.teacher.values.subarray(place * this.classes, (place + 1) * this.classes)
  }

  /** One row of logits a seed. @param {string} arm @param {number} place */
  studentsOf(arm, place) {
    return Array.from({ length: this.seeds }, (_, seed) => {
      const start = ((seed * this.arms + ARMS[arm]) * this.count + place) * this.classes
      return this.students.values.subarray(start, start + this.classes)
    })
  }

  /** What everybody says of a picture that is kept. @param {number} place @returns {Answers} */
  saidOf(place) {
    const [hard, distilled] = ["hard", "distilled"].map((arm) => this.studentsOf(arm, place))
    return { teacher: [this.teacherOf(place)], hard, distilled }
  }

  // What everybody says of any input; the kept weights are seeds × arms.
  /** @param {Float64Array} input @returns {Answers | null} */
  answer(input) {
    if (!this.networks) return null
    const { teacher, students } = this.networks
    const [hard, distilled] = [ARMS.hard, ARMS.distilled].map((arm) => Array.from({ length: this.seeds }, (_, seed) =>
      forward(memberWeights(students, 2, seed * this.arms + arm), input, this.shape)))
    return { teacher: [forward(teacher, input, this.shape)], hard, distilled }
  }
}

/** Standard deviation of logits about their own row's mean. @param {Iterable<Logits>} rows */
export function spreadOf(rows) {
  const squares = [...rows].flatMap((logits) => [...centered(Float64Array.from(logits))].map((each) => each ** 2))
  return Math.sqrt(mean(squares))
}
