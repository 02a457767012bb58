// Kept arrays of a run, and bytes that travel as text.

import { address } from "./addresses.js"

/** @param {string} text */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

// Half-precision numbers by their bits (IEEE 754): browsers do not read them all yet.
/** @type {Float32Array | undefined} */ let halves

/** @param {Uint16Array} bits */
function readHalves(bits) {
  const known = halves ??= Float32Array.from({ length: 65536 }, (_, word) => {
    const sign = word >> 15 ? -1 : 1, exponent = (word >> 10) & 31, fraction = word & 1023
    if (exponent === 0) return sign * fraction * 2 ** -24
    if (exponent === 31) return fraction ? NaN : sign * Infinity
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
  })
  return Float32Array.from(bits, (word) => known[word])
}

/** @type {Record<string, (buffer: ArrayBuffer) => Float32Array | Float64Array>} */ const READERS = {
  F32: (buffer) => new Float32Array(buffer),
  F16: (buffer) => readHalves(new Uint16Array(buffer)),
  U8: (buffer) => Float32Array.from(new Uint8Array(buffer)),
  I64: (buffer) => Float64Array.from(new BigInt64Array(buffer), Number),
}

/** Name to { shape, values } of a safetensors file. @param {ArrayBuffer} buffer */
export function readTensors(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true))
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)))
  const start = 8 + length
  /** @type {Tensors} */ const tensors = {}
  delete header.__metadata__
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(header)) {
    tensors[name] = { shape, values: READERS[dtype](buffer.slice(start + from, start + to)) }
  }
  return tensors
}

class MissingError extends Error {}

/** Throws MissingError where there is no such file; anything else may pass. @param {string} path */
export async function fetchTensors(path) {
  const answer = await fetch(address(path))
  if (answer.status === 404) throw new MissingError(path)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  const content = await answer.arrayBuffer()
  try {
    return readTensors(content)
  } catch (error) {
    throw new MissingError(`${path}: ${error}`)
  }
}

// Let `take` have what a figure's run kept once it is here, or say in the figure why it cannot be had. A figure that
// shows another run by then lets it be.
/**
 * @template Kept
 * @param {{ runId: string | null, data: { words: Words }, parts: Record<"trouble" | "body", HTMLElement> }} figure
 * @param {Promise<Kept>} fetched @param {(kept: Kept) => void} take
 */
export async function showKept(figure, fetched, take) {
  const { runId, parts: { trouble, body } } = figure
  try {
    const kept = await fetched
    if (runId !== figure.runId) return
    take(kept)
    trouble.textContent = ""
    body.hidden = false
  } catch (error) {
    if (runId !== figure.runId) return
    const missing = error instanceof MissingError, { words } = figure.data
    trouble.textContent = missing ? words.trouble : words.offline
    // What may pass is tried again when the page is drawn next.
    if (!missing) figure.runId = null
    console.error(error)
  }
}
