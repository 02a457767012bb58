const connect = (v, own, o, inputs, _size, next) =>
  put(v.reduce((sum, x, i) => sum + x * own.w[o * inputs + i], own.b[o]), own, o, next)
