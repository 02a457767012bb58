const layer = (n, outputs) => ({ w: take(n, Float32Array), b: take(outputs, Float32Array) })
const enter = (x) => x
const put = (sum, _layer, _output, next) => next ? Math.max(0, sum) : sum
