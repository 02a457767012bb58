// Draws the picture of the story as a scene says, and knows nothing of states.

import { softened } from "../shared/softening.js"

/** @typedef {import("./scenes.js").Scene} Scene @typedef {import("./scenes.js").Box} Box */
/** @typedef {import("./scenes.js").Stack} Stack */
/**
 * @typedef {object} Shown
 * @property {StoryPicture} picture @property {number} temperature
 * @property {boolean} revealed whether the answers may be seen
 * @property {{ canvas: HTMLCanvasElement, count: string }[]} fields
 * @property {StoryEnding | null} ending @property {number} repeats how many of its repeats are there
 * @property {Colors} colors @property {StoryData} data
 * @property {(value: number) => string} number writes one
 */
/** @typedef {{ text: string, ground: string, border: string }} Colors */
/** @typedef {{ x: number, y: number, w: number, h: number, share: number, name: number }} Block */

const TAU = 2 * Math.PI
// Shares that are too thin to be named, in heights of type.
const NAMED = 0.75

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Shown} shown @param {boolean} wide */
export function paint(context, scene, shown, wide) {
  const blocks = blocksOf(scene.doubt, answers(shown.picture.logits, shown.temperature))
  paintStream(context, scene, shown, wide)
  if (shown.revealed) paintRibbons(context, scene, shown, blocks, wide)
  paintDigit(context, scene, shown)
  paintTeacher(context, scene, shown)
  if (shown.revealed) {
    paintDoubt(context, scene, shown, blocks, wide)
    paintLabel(context, scene, shown, wide)
  }
  scene.fields.forEach((box, which) => paintField(context, scene, shown, box, which))
  paintAxis(context, scene, shown)
  context.globalAlpha = 1
}

/**
 * Classes and their shares, the likeliest first: heat changes no order. @param {Logits} logits
 * @param {number} temperature
 */
export function answers(logits, temperature) {
  const shares = softened(logits, temperature)
  return Array.from(shares, (share, name) => ({ share, name })).sort((one, other) => other.share - one.share)
}

/** @param {Stack} stack @param {{ share: number, name: number }[]} shares @returns {Block[]} */
function blocksOf({ x, y, w, h, turn }, shares) {
  let before = 0
  return shares.map(({ share, name }) => {
    const start = before
    before += share
    return {
      x: x + turn * start * w, y: y + (1 - turn) * start * h,
      w: w * (turn * share + 1 - turn), h: h * ((1 - turn) * share + turn), share, name,
    }
  })
}

/** @param {CanvasRenderingContext2D} context @param {number} size @param {string} weight */
function letters(context, size, weight = "400") {
  context.font = `${weight} ${size}px ${getFamily(context)}`
}

/** @param {CanvasRenderingContext2D} context */
function getFamily(context) {
  return context.canvas.dataset.family ?? "sans-serif"
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Shown} shown */
function paintDigit(context, { digit }, { picture: { pixels }, colors }) {
  if (!digit.alpha) return
  const cell = digit.w / 8
  context.globalAlpha = digit.alpha
  context.fillStyle = "#ffffff"
  context.fillRect(digit.x, digit.y, digit.w, digit.h)
  context.fillStyle = "#10181d"
  pixels.forEach((ink, place) => {
    if (!ink) return
    context.globalAlpha = digit.alpha * ink
    context.fillRect(digit.x + cell * (place % 8), digit.y + cell * Math.floor(place / 8), cell + 0.5, cell + 0.5)
  })
  context.globalAlpha = digit.alpha
  context.strokeStyle = colors.border
  context.lineWidth = 1
  context.strokeRect(digit.x, digit.y, digit.w, digit.h)
}

// The picture goes into the teacher.
/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Shown} shown @param {boolean} wide */
function paintStream(context, { digit, teacher }, { colors }, wide) {
  const alpha = Math.min(digit.alpha, teacher.alpha)
  if (!alpha) return
  context.globalAlpha = 0.12 * alpha
  context.fillStyle = colors.text
  context.beginPath()
  context.moveTo(digit.x + digit.w, digit.y)
  if (wide) {
    const turn = (digit.x + digit.w + teacher.x) / 2
    context.bezierCurveTo(turn, digit.y, turn, teacher.y, teacher.x, teacher.y)
    context.lineTo(teacher.x, teacher.y + teacher.h)
    context.bezierCurveTo(turn, teacher.y + teacher.h, turn, digit.y + digit.h, digit.x + digit.w, digit.y + digit.h)
  } else {
    context.lineTo(teacher.x, teacher.y)
    context.lineTo(teacher.x, teacher.y + teacher.h)
    context.lineTo(digit.x + digit.w, digit.y + digit.h)
  }
  context.fill()
}

// As many cells as the network has numbers, drawn to scale: the student's square beside it has as large ones.
/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Shown} shown */
function paintTeacher(context, { teacher, type }, { colors, data, number }) {
  if (!teacher.alpha) return
  const { colors: { teacher: color }, sizes, words } = data
  const { x, y, w, h } = teacher
  context.globalAlpha = teacher.alpha
  context.fillStyle = color
  context.beginPath()
  context.roundRect(x, y, w, h, type / 3)
  context.fill()
  context.strokeStyle = colors.ground
  context.globalAlpha = 0.25 * teacher.alpha
  context.lineWidth = 1
  context.beginPath()
  for (let line = 1; line < 12; line += 1) {
    context.moveTo(x + (line * w) / 12, y)
    context.lineTo(x + (line * w) / 12, y + h)
    context.moveTo(x, y + (line * h) / 12)
    context.lineTo(x + w, y + (line * h) / 12)
  }
  context.stroke()
  context.globalAlpha = teacher.alpha
  context.fillStyle = colors.text
  context.textAlign = "center"
  letters(context, type, "700")
  context.fillText(words.teacher_arm, x + w / 2, y + h + 1.3 * type)
  letters(context, type)
  context.fillText(words.numbers.replace("{count}", number(sizes.teacher)), x + w / 2, y + h + 2.5 * type)
}

// As wide as an answer is likely.
/**
 * @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Shown} shown @param {Block[]} blocks
 * @param {boolean} wide
 */
function paintRibbons(context, { teacher, flow }, { data: { colors } }, blocks, wide) {
  const alpha = Math.min(teacher.alpha, flow)
  if (!alpha) return
  let before = 0
  const reach = blocks.length && (wide ? blocks[0].x - teacher.x - teacher.w : blocks[0].y - teacher.y - teacher.h)
  if (reach <= 0) return
  const ribbons = wide
    ? context.createLinearGradient(teacher.x + teacher.w, 0, blocks[0].x, 0)
    : context.createLinearGradient(0, teacher.y + teacher.h, 0, blocks[0].y)
  ribbons.addColorStop(0, colors.teacher)
  ribbons.addColorStop(1, colors.distilled)
  context.fillStyle = ribbons
  context.save()
  context.beginPath()
  if (wide) context.rect(teacher.x + teacher.w, 0, reach * flow, 1e5)
  else context.rect(0, teacher.y + teacher.h, 1e5, reach * flow)
  context.clip()
  blocks.forEach(({ x, y, w, h, share }, place) => {
    const start = before
    before += share
    context.globalAlpha = alpha * (place % 2 ? 0.3 : 0.5)
    context.beginPath()
    if (wide) {
      const left = teacher.x + teacher.w, turn = (left + x) / 2
      const top = teacher.y + start * teacher.h, foot = top + share * teacher.h
      context.moveTo(left, top)
      context.bezierCurveTo(turn, top, turn, y, x, y)
      context.lineTo(x, y + h)
      context.bezierCurveTo(turn, y + h, turn, foot, left, foot)
    } else {
      const top = teacher.y + teacher.h, turn = (top + y) / 2
      const left = teacher.x + start * teacher.w, right = left + share * teacher.w
      context.moveTo(left, top)
      context.bezierCurveTo(left, turn, x, turn, x, y)
      context.lineTo(x + w, y)
      context.bezierCurveTo(x + w, turn, right, turn, right, top)
    }
    context.fill()
  })
  context.restore()
}

/**
 * @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Shown} shown @param {Block[]} blocks
 * @param {boolean} wide
 */
function paintDoubt(context, scene, { picture, colors, data, number }, blocks, wide) {
  const { doubt, label, said, type, flow } = scene, learns = doubt.turn > 0 && !flow
  if (!doubt.alpha) return
  // Where ribbons come, the answers come with them.
  const alpha = doubt.alpha * (learns ? 1 : Math.max(flow, doubt.turn))
  blocks.forEach(({ x, y, w, h, share, name }, place) => {
    context.globalAlpha = alpha * (place % 2 ? 0.65 : 1)
    context.fillStyle = data.colors.distilled
    context.fillRect(x, y, Math.max(0, w - 1), Math.max(0, h - 1))
    const thick = wide ? h : w
    if (!said || thick < (wide ? NAMED : 1.9) * type) return
    const size = Math.min(2.2 * type, Math.max(type, wide ? 0.5 * thick : type))
    const percent = `${number(Math.round(100 * share))} %`, truth = name === picture.label
    context.globalAlpha = alpha * said
    context.fillStyle = colors.text
    letters(context, size, "700")
    if (wide) {
      context.textAlign = "left"
      context.fillText(`${name}`, x + w + 0.6 * type, y + h / 2 + 0.35 * size)
      letters(context, Math.min(size, 1.4 * type))
      context.fillText(percent, x + w + 0.6 * type + size, y + h / 2 + 0.35 * size)
      if (truth) {
        // Until the label stands beside it.
        context.globalAlpha = alpha * said * (1 - label.alpha)
        const after = context.measureText(`${percent}  `).width
        context.fillText(data.words.label, x + w + 0.6 * type + size + after, y + h / 2 + 0.35 * size)
      }
    } else {
      context.textAlign = "center"
      context.fillText(`${name}`, x + w / 2, y + h + 1.25 * type)
      context.fillStyle = "#ffffff"
      letters(context, type)
      context.fillText(percent, x + w / 2, y + h / 2 + 0.35 * type)
    }
    if (!truth) return
    context.globalAlpha = alpha * said
    context.strokeStyle = data.colors.hard
    context.lineWidth = Math.max(3, type / 5)
    context.strokeRect(x - 1, y - 1, w + 1, h + 1)
  })
}

/**
 * The label is one answer, and nothing else. @param {CanvasRenderingContext2D} context @param {Scene} scene
 * @param {Shown} shown @param {boolean} wide
 */
function paintLabel(context, { label, said, type }, { picture, colors, data }, wide) {
  if (!label.alpha) return
  const { x, y, w, h } = label
  context.globalAlpha = label.alpha
  context.fillStyle = data.colors.hard
  context.fillRect(x, y, w, h)
  context.globalAlpha = label.alpha * said
  if (!said) return
  context.fillStyle = "#10181d"
  context.textAlign = "center"
  const size = wide ? 2.2 * type : 1.3 * type
  letters(context, size, "700")
  context.fillText(`${picture.label}`, x + w / 2, y + h / 2 + 0.35 * size)
  context.fillStyle = colors.text
  letters(context, type)
  if (wide) context.fillText(data.words.label, x + w / 2, y + h + 1.4 * type)
}

/**
 * @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Shown} shown @param {Box} box
 * @param {number} which
 */
function paintField(context, { type, teacher, head }, { fields, colors, data }, { x, y, w, h, alpha }, which) {
  if (!alpha || !fields[which]) return
  const { words, sizes } = data, arm = which ? "distilled" : "hard"
  context.globalAlpha = alpha
  context.imageSmoothingEnabled = w < 250
  context.drawImage(fields[which].canvas, x, y, w, h)
  context.fillStyle = data.colors[arm]
  // To scale with the teacher.
  const side = teacher.w * Math.sqrt(sizes.student / sizes.teacher), line = y - head
  context.fillRect(x, line - side + 0.15 * type, side, side)
  context.fillStyle = colors.text
  context.textAlign = "left"
  const [large, narrow] = [w > 15 * type, w < 11.5 * type]
  letters(context, type, "600")
  const name = which ? words.with_teacher : words.labels_only, above = narrow ? 1.3 * type : 0
  context.fillText(name, x + side + 0.5 * type, line - above)
  context.textAlign = "right"
  letters(context, large ? 1.35 * type : type, "700")
  context.fillText(fields[which].count, x + w, line)
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Shown} shown */
function paintAxis(context, { axis, type }, { ending, repeats, colors, data, number }) {
  if (!axis.alpha || !ending) return
  const { words, colors: { distilled } } = data
  const gains = ending.counts.map(([hard, taught]) => taught - hard), ends = ending.ends ?? []
  const least = Math.min(0, ...gains, ...ends), most = Math.max(0, ...gains, ...ends)
  const step = [1, 2, 5, 10, 20, 50, 100, 200].find((each) => (most - least) / each <= 6) ?? 500
  const low = step * Math.floor(least / step), high = Math.max(low + step, step * Math.ceil(most / step))
  const left = axis.x + 2 * type, wide = axis.w - 4 * type, foot = axis.y + axis.h - 3.2 * type
  const at = (/** @type {number} */ gain) => left + (wide * (gain - low)) / (high - low)
  const row = (foot - axis.y - 3.5 * type) / gains.length
  context.globalAlpha = axis.alpha
  context.strokeStyle = colors.border
  context.fillStyle = colors.text
  context.lineWidth = 1
  context.textAlign = "center"
  letters(context, type)
  for (let tick = low; tick <= high; tick += step) {
    context.beginPath()
    context.moveTo(at(tick), axis.y + type / 2)
    context.lineTo(at(tick), foot)
    context.lineWidth = tick ? 1 : 3
    context.stroke()
    context.fillText(`${tick > 0 ? "+" : ""}${number(tick)}`, at(tick), foot + 1.3 * type)
  }
  context.fillText(words.axis, left + wide / 2, foot + 2.7 * type)
  gains.forEach((gain, place) => {
    context.globalAlpha = axis.alpha * Math.min(1, Math.max(0, repeats - place))
    const y = axis.y + type / 2 + row * (place + 0.5)
    context.fillStyle = distilled
    context.beginPath()
    context.arc(at(gain), y, Math.min(0.45 * type, 0.4 * row), 0, TAU)
    context.fill()
    if (place) return
    context.fillStyle = colors.text
    const over = at(gain) > left + wide / 2
    context.textAlign = over ? "right" : "left"
    context.fillText(words.seen, at(gain) + (over ? -1 : 1) * 0.9 * type, y + 0.35 * type)
  })
  if (!ending.ends) return
  context.globalAlpha = axis.alpha * Math.min(1, Math.max(0, repeats - gains.length))
  const y = foot - 2 * type, [from, to] = ending.ends.map(at)
  context.strokeStyle = context.fillStyle = distilled
  context.lineWidth = Math.max(3, type / 4)
  context.beginPath()
  for (const end of [from, to]) {
    context.moveTo(end, y - type / 2)
    context.lineTo(end, y + type / 2)
  }
  context.moveTo(from, y)
  context.lineTo(to, y)
  context.stroke()
  const side = 0.7 * type, mean = at(ending.mean)
  context.beginPath()
  context.moveTo(mean - side, y)
  context.lineTo(mean, y - side)
  context.lineTo(mean + side, y)
  context.lineTo(mean, y + side)
  context.fill()
  context.fillStyle = colors.text
  context.textAlign = "center"
  context.fillText(words.interval, Math.min(Math.max(mean, left + 5 * type), left + wide - 5 * type), y + 1.75 * type)
}
