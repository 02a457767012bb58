// The dark-knowledge atlas: what the teacher says, on the average, of the images of each class, and which classes it
// takes for one another.

const CELL = 34, MARGIN = 30, PAIRS = 3, EXAMPLES = 2

class Atlas {
  constructor(root) {
    this.table = root.querySelector(".atlas-map")
    this.pairs = root.querySelector(".atlas-pairs")
  }

  // The teacher's mean softened answer to the images of each class: one row a class.
  static means(run, temperature) {
    const { classes } = run
    const sums = Array.from({ length: classes }, () => new Float64Array(classes)), counts = new Float64Array(classes)
    run.labels.values.forEach((label, place) => {
      counts[label] += 1
      softened(run.teacherOf(place), temperature).forEach((share, other) => { sums[label][other] += share })
    })
    return sums.map((row, label) => row.map((sum) => sum / Math.max(1, counts[label])))
  }

  draw(means, words) {
    const classes = means.length
    if (this.built !== `${classes} ${words.atlas_axes}`) this.build(classes, words)
    const highest = Math.max(...means.flatMap((row, label) => [...row].filter((_, other) => other !== label)), 1e-9)
    means.forEach((row, label) => row.forEach((share, other) => {
      const { cell, text } = this.cells[label][other]
      change(cell, "fill-opacity", label === other ? "0.12" : Math.sqrt(share / highest).toFixed(2))
      const said = share >= 0.0005 ? (100 * share).toFixed(share < 0.0995 ? 1 : 0) : ""
      if (text.textContent !== said) text.textContent = said
    }))
    this.svg.setAttribute("aria-label", this.pairsOf(means).map(([one, other, share]) => `${one}–${other}: ${(100 * share).toFixed(1)} %`).join("; "))
  }

  build(classes, words) {
    this.built = `${classes} ${words.atlas_axes}`
    const side = MARGIN + classes * CELL
    this.svg = drawn("svg", { class: "bars atlas", role: "img", viewBox: `0 0 ${side} ${side + 14}`, width: "100%" })
    this.cells = Array.from({ length: classes }, (_, label) => Array.from({ length: classes }, (_, other) => {
      const x = MARGIN + other * CELL, y = MARGIN + label * CELL
      const cell = drawn("rect", { x, y, width: CELL - 2, height: CELL - 2, class: "atlas-cell", rx: 3 }, this.svg)
      return { cell, text: drawn("text", { x: x + CELL / 2 - 1, y: y + CELL / 2 + 3, "text-anchor": "middle" }, this.svg) }
    }))
    for (let label = 0; label < classes; label += 1) {
      const middle = MARGIN + (label + 0.5) * CELL - 1
      drawn("text", { x: middle, y: MARGIN - 6, "text-anchor": "middle", class: "bars-truth" }, this.svg).textContent = label
      drawn("text", { x: MARGIN - 8, y: middle + 4, "text-anchor": "end", class: "bars-truth" }, this.svg).textContent = label
    }
    drawn("text", { x: side, y: side + 10, "text-anchor": "end" }, this.svg).textContent = words.atlas_axes
    this.table.replaceChildren(this.svg)
  }

  // The pairs of classes that the teacher takes for one another most: [one, other, mean share].
  pairsOf(means) {
    const pairs = []
    means.forEach((row, one) => {
      for (let other = one + 1; other < means.length; other += 1) pairs.push([one, other, (row[other] + means[other][one]) / 2])
    })
    return pairs.sort((first, second) => second[2] - first[2]).slice(0, PAIRS)
  }

  // Each pair with the images of either class that the teacher gives most of the other; `version` changes with the run
  // and the words.
  drawPairs(means, run, temperature, { words, classes: looks }, version) {
    const pairs = this.pairsOf(means)
    const drawn = JSON.stringify([version, pairs.map(([one, other]) => [one, other])])
    if (drawn !== this.drawn) {
      this.drawn = drawn
      this.shares = pairs.map(() => element("span"))
      this.pairs.replaceChildren(...pairs.map(([one, other], which) => {
        const examples = [[one, other], [other, one]].flatMap(([label, taken]) => this.examples(run, temperature, label, taken))
        return element("div", { className: "atlas-pair" }, element("strong", { textContent: `${one} ↔ ${other}` }), this.shares[which],
          ...examples.map((place) => {
            const title = filled(words.thumb, { label: run.labels.values[place], number: run.ids.values[place] })
            const canvas = element("canvas", { width: 44, height: 44, title })
            canvas.setAttribute("role", "img")
            canvas.setAttribute("aria-label", title)
            paintInput(canvas, run.inputs, place, looks, run.labels.values)
            return canvas
          }))
      }))
    }
    pairs.forEach(([, , share], which) => {
      this.shares[which].textContent = filled(words.pair, { share: (100 * share).toFixed(1) })
    })
  }

  // Places of the images of class `label` to which the teacher gives most of the class `taken`.
  examples(run, temperature, label, taken) {
    const share = (place) => softened(run.teacherOf(place), temperature)[taken]
    const places = [...run.labels.values.keys()].filter((place) => run.labels.values[place] === label)
    return places.map((place) => [share(place), place]).sort((one, other) => other[0] - one[0]).slice(0, EXAMPLES).map(([, place]) => place)
  }
}
