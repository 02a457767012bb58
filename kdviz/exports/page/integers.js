const float = Math.fround
// Rounded half to even and clipped to a byte.
const byte = (v, zero = 0) => {
  const n = Math.floor(v), rest = v - n
  return Math.min(255, Math.max(0, (rest > 0.5 || (rest === 0.5 && n % 2) ? n + 1 : n) + zero))
}
const layer = (n, outputs) => ({
  w: take(n, "Uint8", 1).map((v) => v - 128), b: take(outputs, "Int32", 4), m: take(outputs, "Float32", 4),
})
const enter = (x) => byte(float(float(x) / M.scale), M.zero) - M.zero
const put = (sum, layer, output, last) => {
  const v = float(float(sum) * layer.m[output])
  return last ? v : byte(v)
}
