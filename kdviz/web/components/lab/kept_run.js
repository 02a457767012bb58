// A finished run as the lab has it: images, everybody's logits, and the networks that gave them.

const A_CLASS = 2, PICTURES = 12
// The arms' places in what is kept.
const HARD = 0, DISTILLED = 2

class KeptRun {
  // Tensors by name; the weights may be null. `temperature`: at which the teacher's doubt is measured.
  constructor(arrays, students, teacher, temperature) {
    this.inputs = arrays.validation_inputs
    this.labels = arrays.validation_labels
    this.ids = arrays.validation_ids
    this.teacher = arrays.validation_teacher_logits
    this.students = arrays.validation_student_logits
    this.networks = students && teacher && { teacher: memberWeights(teacher, 0, 0), students }
    this.inPlane = this.inputs.shape.length === 2
    ;[this.seeds, this.arms, this.count, this.classes] = this.students.shape
    const places = [...this.labels.values.keys()], rows = places.map((place) => this.teacherOf(place))
    this.spread = spreadOf(rows)
    this.correlations = [HARD, DISTILLED].map((arm) => Array.from({ length: this.seeds }, (_, seed) =>
      rankCorrelation(places.map((place) => this.studentsOf(arm, place)[seed]), rows, this.labels.values)))
    this.orders = this.ordered(places, temperature)
  }

  // Places of pictures by what they can be sorted by.
  ordered(places, temperature) {
    const by = (scores) => (one, other) => scores[other] - scores[one]
    const answer = (logits) => logits.reduce((best, logit, place) => (logit > logits[best] ? place : best), 0)
    const ambiguity = places.map((place) => entropy(softened(this.teacherOf(place), temperature)))
    const disagreement = places.map((place) => {
      const said = answer(this.teacherOf(place))
      return this.studentsOf(DISTILLED, place).filter((logits) => answer(logits) !== said).length
    })
    const ambiguous = [...places].sort(by(ambiguity)), each = Math.max(A_CLASS, Math.ceil(PICTURES / this.classes))
    return {
      ambiguity: ambiguous.slice(0, PICTURES),
      class: Array.from({ length: this.classes }, (_, label) =>
        ambiguous.filter((place) => this.labels.values[place] === label).slice(0, each)).flat(),
      disagreement: places.filter((place) => disagreement[place] > 0).sort(by(disagreement)).slice(0, PICTURES),
    }
  }

  teacherOf(place) {
    return this.teacher.values.subarray(place * this.classes, (place + 1) * this.classes)
  }

  // One row of logits a seed.
  studentsOf(arm, place) {
    return Array.from({ length: this.seeds }, (_, seed) => {
      const start = ((seed * this.arms + arm) * this.count + place) * this.classes
      return this.students.values.subarray(start, start + this.classes)
    })
  }

  // What everybody says of a picture that is kept.
  saidOf(place) {
    return { teacher: [this.teacherOf(place)], hard: this.studentsOf(HARD, place), distilled: this.studentsOf(DISTILLED, place) }
  }

  // What everybody says of any input; the kept weights are seeds × arms.
  answer(input) {
    const shape = this.inputs.shape.slice(1)
    const students = (arm) => Array.from({ length: this.seeds }, (_, seed) =>
      forward(memberWeights(this.networks.students, 2, seed * this.arms + arm), input, shape))
    return { teacher: [forward(this.networks.teacher, input, shape)], hard: students(HARD), distilled: students(DISTILLED) }
  }
}

// Standard deviation of logits about their own row's mean.
function spreadOf(rows) {
  let count = 0, squares = 0
  for (const row of rows) {
    const center = row.reduce((sum, logit) => sum + logit, 0) / row.length
    row.forEach((logit) => { count += 1; squares += (logit - center) ** 2 })
  }
  return Math.sqrt(squares / count)
}
