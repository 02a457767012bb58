const pad = find("canvas"), brush = pad.getContext("2d"), side = pad.width
let pen = [side / 2, side / 2], down = 0
const move = (to, draws) => go(to.map((v) => Math.min(side, Math.max(0, v))), draws)
const pointed = (event, begins) => {
  const to = [event.offsetX, event.offsetY].map((v) => v * side / pad.clientWidth)
  if (begins) pen = to
  if (event.buttons) move(to, 1)
}
pad.onpointerdown = (event) => pointed(event, 1)
pad.onpointermove = (event) => pointed(event)
pad.onkeydown = (event) => {
  const step = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8], " ": [0, 0] }[event.key]
  if (!step) return
  event.preventDefault()
  if (event.key === " ") down = !down
  move([pen[0] + step[0], pen[1] + step[1]], down)
}
