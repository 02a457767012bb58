const brush = pad.getContext("2d"), side = pad.width
let pen = [side / 2, side / 2], down = 0
const move = (to, draws) => go(to.map((v) => Math.min(side, Math.max(0, v))), draws)
pad.onpointerdown = pad.onpointermove = (event) => {
  const to = [event.offsetX, event.offsetY].map((v) => v * side / pad.clientWidth)
  if (event.type > "pointerm") event.buttons && move(to, 1)
  else move(pen = to, 1)
}
pad.onkeydown = (event) => {
  const step = { " ": [0, 0], ArrowLeft: [-8, 0], ArrowUp: [0, -8], ArrowRight: [8, 0], ArrowDown: [0, 8] }[event.key]
  if (!step) return
  event.preventDefault()
  if (event.key < "A") down = !down
  move(pen.map((v, d) => v + step[d]), down)
}
