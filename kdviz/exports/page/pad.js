const pad = find("canvas"), brush = pad.getContext("2d"), side = pad.width
let pen = [side / 2, side / 2], down = 0
const move = (to, draws) => go(to.map((v) => Math.min(side, Math.max(0, v))), draws)
pad.onpointerdown = pad.onpointermove = (event) => {
  const to = [event.offsetX, event.offsetY].map((v) => v * side / pad.clientWidth)
  if (event.type > "pointerm") event.buttons && move(to, 1)
  else move(pen = to, 1)
}
pad.onkeydown = (event) => {
  const place = ["ArrowLeft", "ArrowUp", " ", "ArrowDown", "ArrowRight"].indexOf(event.key)
  if (place < 0) return
  event.preventDefault()
  if (place === 2) down = !down
  move([pen[0] + [-8, 0, 0, 0, 8][place], pen[1] + [0, -8, 0, 8, 0][place]], down)
}
