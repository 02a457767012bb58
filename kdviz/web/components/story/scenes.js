// Where each thing of the picture stands in its five states; between two states everything is in between.

/** @typedef {{ x: number, y: number, w: number, h: number, alpha: number }} Box */
/**
 * @typedef {Box & { turn: number }} Stack shares one on another (turn 0) or one beside another (turn 1)
 * @typedef {object} Scene
 * @property {number} type pixels of the type
 * @property {Box} digit @property {Box} teacher
 * @property {Stack} doubt the teacher's answers @property {Stack} label
 * @property {number} flow how much of the ribbons is there
 * @property {number} said how strongly the shares are named
 * @property {[Box, Box]} fields of labels only, and with teacher
 * @property {number} head from a field up to its line of text
 * @property {Box} axis
 */

// A field has room for five hundred squares, and is as large as its place on a laptop and on a phone lets it be.
export const COLUMNS = 28, ROWS = 18

/** Whether things stand beside each other. @param {number} width @param {number} height */
export function isWide(width, height) {
  return width > 1.15 * height
}

/**
 * @param {number} state from 0 to 4 @param {number} width @param {number} height
 * @param {number} rem pixels of the page's type, which a hall reads from its last row @returns {Scene}
 */
export function sceneOf(state, width, height, rem) {
  const wide = isWide(width, height)
  const type = Math.max(0.8 * rem, Math.min(width / (wide ? 50 : 22), height / 24))
  return (wide ? across : upright)(state, width, height, type)
}

/** @param {number} state @param {number} width @param {number} height @param {number} type @returns {Scene} */
function across(state, width, height, type) {
  const seen = (/** @type {boolean} */ there) => ({ alpha: there ? 1 : 0 })
  const large = Math.min(0.8 * height, width / 2), small = Math.min(0.62 * height, 0.22 * width)
  const side = Math.min(0.46 * height, 0.17 * width), middle = (height - 1.5 * type) / 2
  const tall = height - 3.2 * type, half = (width - 3 * type) / 2
  const digit = state === 0
    ? { x: (width - large) / 2, y: (height - large) / 2, w: large, h: large }
    : { x: state < 3 ? 0.01 * width : -small, y: middle - small / 2, w: small, h: small }
  const asks = state === 1 || state === 2, learns = state > 2, fields = [0, 1].map((which) => state < 4
    ? fitted(which * (half + 3 * type), 3.4 * type, half, height - 3.4 * type)
    : fitted(0, (which * height) / 2 + 1.8 * type, 0.3 * width, height / 2 - 2.3 * type))
  const strip = (/** @type {Box} */ { x, y, w }) => ({ x, y: y - 1.35 * type, w, h: 0.85 * type, turn: 1 })
  const stack = { y: type / 2, w: 0.065 * width, h: tall, turn: 0 }
  return {
    type,
    digit: { ...digit, ...seen(!learns) },
    teacher: { x: (learns ? 0.2 : 0.37) * width, y: middle - side / 2, w: side, h: side, ...seen(asks) },
    doubt: { ...(learns ? strip(fields[1]) : { ...stack, x: 0.66 * width }), ...seen(state > 0 && state < 4) },
    label: { ...(learns ? strip(fields[0]) : { ...stack, x: 0.88 * width }), ...seen(state === 2 || state === 3) },
    flow: asks ? 1 : 0,
    said: asks ? 1 : 0,
    fields: [{ ...fields[0], ...seen(learns) }, { ...fields[1], ...seen(learns) }],
    head: (state < 4 ? 1.75 : 0.5) * type,
    axis: { x: 0.36 * width, y: 0, w: 0.62 * width, h: height, ...seen(state === 4) },
  }
}

// For what is held upright.
/** @param {number} state @param {number} width @param {number} height @param {number} type @returns {Scene} */
function upright(state, width, height, type) {
  const seen = (/** @type {boolean} */ there) => ({ alpha: there ? 1 : 0 })
  const large = Math.min(0.9 * width, height - type), small = Math.min(0.36 * width, 0.4 * height)
  const digit = state === 0
    ? { x: (width - large) / 2, y: (height - large) / 2, w: large, h: large }
    : { x: state < 3 ? 0.04 * width : -small, y: type / 2, w: small, h: small }
  const asks = state === 1 || state === 2, learns = state > 2
  const learning = (height - 2 * type) / 2, counted = 0.34 * height
  const fields = [0, 1].map((which) => state < 4
    ? fitted(0, which * (learning + 2 * type) + 3.2 * type, width, learning - 3.2 * type)
    : fitted(which * 0.52 * width, 3.1 * type, 0.48 * width, counted - 3.1 * type))
  const strip = (/** @type {Box} */ { x, y, w }) => ({ x, y: y - 1.2 * type, w, h: 0.8 * type, turn: 1 })
  const row = { x: 0, w: width, h: 2.6 * type, turn: 1 }
  return {
    type,
    digit: { ...digit, ...seen(!learns) },
    teacher: { x: 0.58 * width, y: type / 2, w: small, h: small, ...seen(asks) },
    doubt: { ...(learns ? strip(fields[1]) : { ...row, y: 0.66 * height }), ...seen(state > 0 && state < 4) },
    label: { ...(learns ? strip(fields[0]) : { ...row, y: 0.88 * height }), ...seen(state === 2 || state === 3) },
    flow: asks ? 1 : 0,
    said: asks ? 1 : 0,
    fields: [{ ...fields[0], ...seen(learns) }, { ...fields[1], ...seen(learns) }],
    head: (state < 4 ? 1.75 : 0.5) * type,
    axis: { x: 0, y: counted + 0.5 * type, w: width, h: height - counted - 0.5 * type, ...seen(state === 4) },
  }
}

/** The largest field in a place. @param {number} x @param {number} y @param {number} w @param {number} h */
function fitted(x, y, w, h) {
  const square = Math.min(w / COLUMNS, h / ROWS)
  const wide = square * COLUMNS, tall = square * ROWS
  return { x: x + (w - wide) / 2, y: y + (h - tall) / 2, w: wide, h: tall, alpha: 1 }
}

/**
 * What is `share` of the way from one to the other: numbers, and whatever is made of them.
 * @param {any} from @param {any} to @param {number} share @returns {any}
 */
export function between(from, to, share) {
  if (typeof from === "number") return from + (to - from) * share
  if (Array.isArray(from)) return from.map((each, place) => between(each, to[place], share))
  return Object.fromEntries(Object.keys(from).map((name) => [name, between(from[name], to[name], share)]))
}
