// Decision surfaces of the networks, with the points that were learned from.

import { brush, element, filled } from "../shared/elements.js"
import { paintCells } from "../shared/cells.js"
import { mark, rgb } from "../shared/marks.js"
import { fromBase64 } from "../shared/tensors.js"

const FAINTEST = 0.1, STRONGEST = 0.75

/**
 * Draw the last surfaces that the snapshots tell.
 * @param {Row} row @param {Snapshot[]} snapshots @param {CurvesData} data
 */
export function drawSurfaces(row, snapshots, data) {
  const plane = snapshots.find((snapshot) => snapshot.plane)?.plane
  const last = snapshots.findLast((snapshot) => Object.keys(snapshot.surfaces).length)
  row.root.hidden = !plane || !last
  if (!plane || !last) return
  const { words, classes } = data
  row.title.textContent = filled(words.surfaces, { seed: plane.seed })
  const labels = new Set(plane.points.map(([, , label]) => label))
  row.key.replaceChildren(...[...labels].sort((one, other) => one - other).map((label) => {
    const swatch = element("canvas", { width: 16, height: 16 })
    mark(brush(swatch), classes[label], 8, 8, 6)
    return element("span", {}, swatch, filled(words.class, { name: classes[label].name }))
  }), words.sure)
  for (const { look, picture, canvas } of row.show(data, { teacher: plane.teacher, ...last.surfaces })) {
    canvas.ariaLabel = filled(words.surface, { who: look.title, step: last.step })
    paint(canvas, picture, plane, classes)
  }
}

/** @param {HTMLCanvasElement} canvas @param {string} surface @param {Plane} plane @param {ClassLook[]} classes */
function paint(canvas, surface, { left, bottom, extent, side, points }, classes) {
  if (canvas.dataset.surface === surface && canvas.dataset.classes === classes[0].color) return
  canvas.dataset.surface = surface
  canvas.dataset.classes = classes[0].color
  const cells = fromBase64(surface), size = canvas.width
  paintCells(canvas, side, side, (place) => {
    const opacity = FAINTEST + (STRONGEST - FAINTEST) * (cells[place] & 15) / 15
    return [...rgb(classes[cells[place] >> 4].color), 255 * opacity]
  })
  for (const [x, y, label] of points) {
    mark(brush(canvas), classes[label], ((x - left) / extent) * size, size - ((y - bottom) / extent) * size, 5)
  }
}
