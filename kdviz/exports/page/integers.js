const float = Math.fround
// Rounded half to even, as 64-bit floats of this size are, and clipped to a byte.
const even = 3 * 2 ** 51
const byte = (v, zero = 0) => Math.min(255, Math.max(0, v + even - even + zero))
const layer = (n, outputs) => ({ w: take(n, Int8Array), b: take(outputs, Int32Array), m: take(outputs, Float32Array) })
const enter = (x) => byte(float(float(x) / M.scale), M.zero) - M.zero
const put = (sum, layer, output, next) => (next ? byte : float)(float(float(sum) * layer.m[output]))
