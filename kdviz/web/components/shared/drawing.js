// What our components share: words with blanks, elements, and a run's kept arrays.

function filled(text, blanks) {
  return text.replace(/\{(\w+)\}/g, (_, name) => blanks[name])
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  Object.assign(made, attributes)
  made.append(...children)
  return made
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

// Half-precision numbers by their bits (IEEE 754): browsers do not read them all yet.
let halves

function readHalves(bits) {
  halves ??= Float32Array.from({ length: 65536 }, (_, word) => {
    const sign = word >> 15 ? -1 : 1, exponent = (word >> 10) & 31, fraction = word & 1023
    if (exponent === 0) return sign * fraction * 2 ** -24
    if (exponent === 31) return fraction ? NaN : sign * Infinity
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
  })
  return Float32Array.from(bits, (word) => halves[word])
}

const READERS = {
  F32: (buffer) => new Float32Array(buffer),
  F16: (buffer) => readHalves(new Uint16Array(buffer)),
  I64: (buffer) => Float64Array.from(new BigInt64Array(buffer), Number),
}

// Name to { shape, values } of a safetensors file.
function readTensors(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true))
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)))
  const start = 8 + length
  const tensors = {}
  delete header.__metadata__
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(header)) {
    tensors[name] = { shape, values: READERS[dtype](buffer.slice(start + from, start + to)) }
  }
  return tensors
}

class MissingError extends Error {}

// Raises MissingError where there is no such file; anything else may pass.
async function fetchTensors(path) {
  const answer = await fetch(path)
  if (answer.status === 404) throw new MissingError(path)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  const content = await answer.arrayBuffer()
  try {
    return readTensors(content)
  } catch (error) {
    throw new MissingError(`${path}: ${error}`)
  }
}
