// The mathematics of softened answers and of the classic loss, for one input. tests/browser/losses.py is the same in
// Python, and a test compares the two.

// From answers like labels to those of logit matching.
const COLDEST = 0.25, HOTTEST = 100

/** The temperature at a share of the way: equal ways are equal ratios. @param {number} share */
export function temperatureAt(share) {
  return COLDEST * (HOTTEST / COLDEST) ** share
}

/** @param {number} temperature */
export function shareOf(temperature) {
  return Math.log(temperature / COLDEST) / Math.log(HOTTEST / COLDEST)
}

/** Log-softmax of logits over the temperature. @param {Logits} logits @param {number} temperature */
export function logSoftened(logits, temperature) {
  let top = -Infinity
  for (const logit of logits) top = Math.max(top, logit)
  const shifted = Float64Array.from(logits, (logit) => (logit - top) / temperature)
  let sum = 0
  for (const value of shifted) sum += Math.exp(value)
  const norm = Math.log(sum)
  return shifted.map((value) => value - norm)
}

/** @param {Logits} logits @param {number} temperature */
export function softened(logits, temperature) {
  return logSoftened(logits, temperature).map(Math.exp)
}

/** In nats; a share of zero adds nothing. @param {Iterable<number>} shares */
export function entropy(shares) {
  let sum = 0
  for (const share of shares) if (share > 0) sum -= share * Math.log(share)
  return sum
}

// The terms of the classic loss for one input, what the optimizer sees of them on each logit, and how the soft term's
// gradient lies to that of logit matching.
/**
 * @param {object} given
 * @param {Logits} given.student @param {Logits} given.teacher @param {number} given.label
 * @param {number} given.temperature @param {number} given.alpha
 * @param {boolean} given.tSquared whether the soft term is multiplied by T²
 * @param {boolean} given.mean whether it is divided by the number of classes
 */
export function lossTerms({ student, teacher, label, temperature, alpha, tSquared, mean }) {
  const classes = student.length
  const own = logSoftened(student, 1)
  const shares = softened(student, temperature), targets = softened(teacher, temperature)
  const logShares = logSoftened(student, temperature), logTargets = logSoftened(teacher, temperature)
  let kl = 0, crossEntropy = 0
  targets.forEach((target, place) => {
    if (target > 0) {
      kl += target * (logTargets[place] - logShares[place])
      crossEntropy -= target * logShares[place]
    }
  })
  const scale = (tSquared ? temperature ** 2 : 1) / (mean ? classes : 1)
  const hard = -own[label]
  const hardGradient = own.map((log, place) => (1 - alpha) * (Math.exp(log) - (place === label ? 1 : 0)))
  const softGradient = shares.map((share, place) => (alpha * scale * (share - targets[place])) / temperature)
  return {
    hard,
    soft: scale * kl,
    total: (1 - alpha) * hard + alpha * scale * kl,
    kl,
    crossEntropy,
    teacherEntropy: entropy(targets),
    hardGradient,
    softGradient,
    cosine: matchingCosine(student, teacher, temperature),
  }
}

// Spearman's rank correlation of the logits of all classes but the answer, averaged over rows of logits.
/** @param {Logits[]} students @param {Logits[]} teachers @param {ArrayLike<number>} labels */
export function rankCorrelation(students, teachers, labels) {
  const ranks = (/** @type {number[]} */ logits) => {
    const order = [...logits.keys()].sort((one, other) => logits[one] - logits[other])
    const places = new Float64Array(logits.length)
    // Equal logits share the mean of their ranks.
    for (let start = 0; start < order.length;) {
      let end = start
      while (end + 1 < order.length && logits[order[end + 1]] === logits[order[start]]) end += 1
      for (let place = start; place <= end; place += 1) places[order[place]] = (start + end) / 2
      start = end + 1
    }
    return places
  }
  /** @param {Logits} logits @param {number} label */
  const others = (logits, label) => Array.from(logits).filter((_, place) => place !== label)
  const cosines = Array.from(labels, (label, row) =>
    cosine(centered(ranks(others(students[row], label))), centered(ranks(others(teachers[row], label)))))
  return mean(cosines.filter((each) => !Number.isNaN(each)))
}

// Cosine between the soft term's gradient and that of logit matching, the difference of the centered logits.
/** @param {Logits} student @param {Logits} teacher @param {number} temperature */
export function matchingCosine(student, teacher, temperature) {
  const shares = softened(student, temperature), targets = softened(teacher, temperature)
  const apart = shares.map((share, place) => share - targets[place])
  // Where both are sure of the same class its difference is rounding noise; all of them sum to zero.
  const both = shares.map((share, place) => Math.min(share, targets[place]))
  const sure = both.indexOf(Math.max(...both))
  apart[sure] = -apart.reduce((sum, each, place) => (place === sure ? sum : sum + each), 0)
  return cosine(apart, centered(Float64Array.from(student, (logit, place) => logit - teacher[place])))
}

/** NaN where one of them is zero throughout. @param {Float64Array} one @param {Float64Array} other */
function cosine(one, other) {
  const [dot, first, second] = [[one, other], [one, one], [other, other]].map(([left, right]) =>
    left.reduce((sum, value, place) => sum + value * right[place], 0))
  return first && second ? dot / Math.sqrt(first * second) : NaN
}

/** @param {Float64Array} values */
export function centered(values) {
  const middle = mean([...values])
  return values.map((value) => value - middle)
}

/** NaN of none. @param {number[]} values */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
