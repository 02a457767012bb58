// Attention maps of the picked picture, a column a network and a row a block; hidden where a run kept none.

import { element, filled } from "../shared/elements.js"
import { paintHeat } from "../shared/cells.js"
import { mean } from "../shared/softening.js"

export class Maps {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
  }

  /** @param {Tensors} tensors @param {number} place of the picture @param {KnowledgeData} data */
  draw(tensors, place, { words, looks, heat, seed }) {
    this.root.hidden = !tensors.attention_alike
    if (this.root.hidden) return
    const [blocks, seeds, students, pictures] = tensors.attention_alike.shape
    /** @param {number} block @param {number} student */
    const alike = (block, student) => Array.from({ length: seeds }, (_, own) =>
      tensors.attention_alike.values[((block * seeds + own) * students + student) * pictures + place])
    const cells = Array.from({ length: blocks }, (_, block) => {
      const { values, shape: [, networks, rows, columns] } = tensors[`attention_${block}`]
      const size = rows * columns, start = place * networks * size
      const most = Math.max(...values.subarray(start, start + networks * size))
      return looks.map((look, network) => {
        const canvas = element("canvas", { width: 128, height: 128, className: "maps-map", role: "img" })
        const own = values.subarray(start + network * size, start + (network + 1) * size)
        paintHeat(canvas, own, rows, columns, most, heat)
        const told = network ? likeness(alike(block, network - 1)) : filled(words.block, { number: block + 1 })
        const whose = filled(words.map, { who: look.title, number: block + 1 })
        canvas.ariaLabel = `${whose}: ${told}`
        return element("div", {}, canvas, element("div", { className: "maps-alike", textContent: told }))
      })
    })
    const heads = looks.map((look) => {
      const head = element("div", { className: "maps-who", textContent: look.title })
      head.style.borderColor = look.color
      return head
    })
    const grid = element("div", { className: "maps-grid" }, ...heads, ...cells.flat())
    grid.style.gridTemplateColumns = `repeat(${looks.length}, minmax(0, 8rem))`
    const title = element("div", { className: "maps-title", textContent: filled(words.maps, { seed }) })
    this.root.replaceChildren(title, grid, element("div", { className: "maps-note", textContent: words.alike }))
  }
}

/** The mean over the seeds, and their range. @param {number[]} cosines */
function likeness(cosines) {
  const numbers = [mean(cosines), Math.min(...cosines), Math.max(...cosines)]
  const [middle, least, most] = numbers.map((number) => number.toFixed(2))
  return cosines.length === 1 ? middle : `${middle} (${least}–${most})`
}
