// What checks.py asks a page: which texts are seen, what stands where, what its colors come to.

// Controls that people type into or choose from; what a slider holds is no text.
const FIELDS = "input:not([type]), input[type=text], input[type=number], textarea"

// Code and formulas stand as they are in every language and have colors of their own.
const SKIPPED = "script, style, noscript, pre, .katex, [data-testid=stIconMaterial], [data-testid=stSkipToContent]"
const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  && !element.closest(SKIPPED)
function* seenTexts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { currentNode: node } = walker, range = document.createRange()
    range.selectNodeContents(node)
    const { width, height } = range.getBoundingClientRect()
    // What is for screen readers alone stands on one pixel.
    if (node.data.trim() && width > 1 && height > 1 && isSeen(node.parentElement)) yield node
  }
}

// What one can press, slide or type into, each once: a label's field is the field.
const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0'][role], canvas[tabindex='0']"
const onScreen = (element) => {
  const { left, top, width, height } = element.getBoundingClientRect()
  const [middle, line] = [left + width / 2, top + height / 2]
  return width > 1 && height > 1 && middle > 0 && middle < innerWidth && line > 0 && line < innerHeight
}
const isControl = (element) => element.tabIndex >= 0 && !element.disabled && isSeen(element)

/** Return what is read: a paragraph is what is read in one, however many elements it is made of. */
export function paragraphs() {
  const paragraphs = new Map()
  const blockOf = (element) => {
    while (!element.matches("text") && ["inline", "contents"].includes(getComputedStyle(element).display))
      element = element.parentElement
    return element
  }
  for (const node of seenTexts()) {
    const block = blockOf(node.parentElement)
    paragraphs.set(block, (paragraphs.get(block) ?? "") + node.data)
  }
  const said = [...document.querySelectorAll(`[aria-label], [title], [placeholder], [alt], ${FIELDS}`)]
    .filter(isSeen).flatMap((one) => [one.ariaLabel, one.title, one.placeholder, one.alt, one.value])
  // Tables are canvases, with their cells for screen readers inside.
  const cells = [...document.querySelectorAll("canvas :is([role=columnheader], [role=gridcell])")]
    .map((cell) => cell.textContent)
  return [...paragraphs.values(), ...said, ...cells].filter((text) => typeof text === "string" && text.trim())
}

/** Return what reaches over the side of the viewport. */
export function overflowing() {
  const wide = document.documentElement.clientWidth, found = []
  const scrolls = (element) => {
    for (let outer = element.parentElement; outer && outer.dataset.testid !== "stMain"; outer = outer.parentElement)
      if (getComputedStyle(outer).overflowX !== "visible") return true
    return false
  }
  for (const root of [document.documentElement, document.querySelector("[data-testid=stMain]") ?? document.body])
    if (root.scrollWidth > root.clientWidth)
      found.push(`${root.tagName} is ${root.scrollWidth} wide in ${root.clientWidth}`)
  // Plotly measures texts far outside.
  for (const element of document.body.querySelectorAll(":not(#js-plotly-tester, #js-plotly-tester *)")) {
    const { left, right, width, height } = element.getBoundingClientRect()
    if (width > 1 && height > 1 && (right > wide + 1 || left < -1) && element.checkVisibility()
      && getComputedStyle(element).position !== "fixed" && !scrolls(element))
      found.push(`<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> `
        + `from ${left.toFixed()} to ${right.toFixed()} in ${wide}`)
  }
  return found
}

/** Return the words that are broken inside a button. */
export function parted() {
  const linesOf = (node, { index, 0: word }) => {
    const range = document.createRange()
    range.setStart(node, index)
    range.setEnd(node, index + word.length)
    return new Set([...range.getClientRects()].map(({ top }) => top)).size
  }
  return [...seenTexts()].filter((node) => node.parentElement.closest("button")).flatMap((node) =>
    [...node.data.matchAll(/[a-z]+/gi)].filter((word) => linesOf(node, word) > 1).map(([word]) => word))
}

/** Return of each text its contrast; what lies on a picture is left out, and what is disabled may be faint. */
export function contrasts() {
  const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }), known = new Map()
  const rgba = (color) => {
    if (!known.has(color)) {
      brush.clearRect(0, 0, 1, 1)
      brush.fillStyle = color
      brush.fillRect(0, 0, 1, 1)
      const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data
      known.set(color, [red, green, blue, alpha / 255])
    }
    return known.get(color)
  }
  const over = ([r, g, b, alpha], ground) => [r, g, b].map((value, at) => alpha * value + (1 - alpha) * ground[at])
  const groundOf = (element) => {
    const layers = [], { x, y, width, height } = element.getBoundingClientRect()
    const [middle, line] = [x + width / 2, y + height / 2]
    for (let outer = element, scrolled = false; outer; outer = outer.parentElement) {
      scrolled ||= getComputedStyle(outer).overflowY !== "visible"
      const { left, right, top, bottom } = outer.getBoundingClientRect()
      // A slider's value stands beside its thumb, whose child it is.
      if (!scrolled && (middle < left || middle > right || line < top || line > bottom)) continue
      const { backgroundColor, backgroundImage } = getComputedStyle(outer)
      if (backgroundImage !== "none") return null
      layers.push(rgba(backgroundColor))
      if (layers.at(-1)[3] === 1) break
    }
    return layers.reduceRight((ground, layer) => over(layer, ground), [255, 255, 255])
  }
  const luminance = (color) => color.map((value) => value / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, at) => sum + [0.2126, 0.7152, 0.0722][at] * value, 0)
  // A drawing's text may lie on what is drawn; beside the axes it lies on the page.
  const EXEMPT = ":disabled, [disabled], [aria-disabled=true]"
  const AXES = ":is(.xtick, .ytick, .g-xtitle, .g-ytitle, .legend) text"
  const fields = [...document.querySelectorAll(FIELDS)].filter((field) => field.value && isSeen(field))
  const texts = [...seenTexts()].map((node) => [node.parentElement, node.data]), all = []
  for (const [element, text] of [...texts, ...fields.map((field) => [field, field.value])]) {
    const drawn = element.closest("svg") !== null
    if (element.closest(EXEMPT) || (drawn && !element.closest(AXES))) continue
    const ground = groundOf(element), style = getComputedStyle(element)
    if (!ground) continue
    const color = [...rgba(drawn ? style.fill : style.color)]
    for (let outer = element; outer; outer = outer.parentElement)
      color[3] *= Number(getComputedStyle(outer).opacity)
    const [low, high] = [luminance(over(color, ground)), luminance(ground)].sort((one, other) => one - other)
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    const contrast = (high + 0.05) / (low + 0.05), dark = luminance(ground) < 0.18
    all.push({ text: text.trim().slice(0, 60), contrast, large, dark })
  }
  return all
}

/** Return the controls that are smaller than `target` pixels. */
export function small(target) {
  return [...document.querySelectorAll(CONTROLS)].filter((one) => isControl(one)).flatMap((control) => {
    const inText = control.matches("a") && getComputedStyle(control).display === "inline"
    if (inText) return []
    const boxes = [control, ...(control.labels ?? []), control.closest("label, [role=group], "
      + "[data-testid=stTextInputRootElement], [data-testid=stNumberInputContainer]")]
      .filter(Boolean).map((one) => one.getBoundingClientRect())
    const wide = Math.max(...boxes.map(({ width }) => width)), tall = Math.max(...boxes.map(({ height }) => height))
    if (wide >= target - 0.5 && tall >= target - 0.5) return []
    const name = control.ariaLabel || control.textContent || control.className || control.tagName
    const testId = control.closest("[data-testid]")?.dataset.testid
    return [`<${control.tagName.toLowerCase()}> “${name.trim().slice(0, 40)}” in ${testId}: `
      + `${wide.toFixed()}×${tall.toFixed()}`]
  })
}

/** Return the texts on the screen. */
export function textsInView() {
  return [...seenTexts()].filter((node) => {
    const range = document.createRange()
    range.selectNodeContents(node)
    return onScreen(range)
  }).map(({ data }) => data)
}

/** Return the names of the controls of `part` on the screen, a group of radios or a toolbar once. */
export function controlsInView(part) {
  const groups = new Map()
  for (const control of document.querySelectorAll(`${part} :is(${CONTROLS})`)) {
    if (!isControl(control) || !onScreen(control)) continue
    const group = control.closest("[role=radiogroup], [role=toolbar]") ?? control
    groups.set(group, group.ariaLabel || control.ariaLabel || control.name || control.textContent.trim())
  }
  return [...groups.values()]
}

/** Return the notes that another note, the list of keys or the words cover in part, and those that leave the screen. */
export function unreadableNotes() {
  const boxes = [...document.querySelectorAll(".frame-notes > *, .glossary")].filter(isSeen)
    .map((one) => ({ one, box: one.getBoundingClientRect() }))
  return boxes.filter(({ one, box }) => one.tagName === "P"
    && (box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth
      || boxes.some(({ one: other, box: by }) => other !== one && box.left < by.right && by.left < box.right
        && box.top < by.bottom && by.top < box.bottom)))
    .map(({ one }) => one.textContent)
}

/** Return the controls on the screen that have no note and are not part of the notes. */
export function unexplained() {
  return [...document.querySelectorAll(CONTROLS)]
    .filter((one) => isControl(one) && onScreen(one) && !one.closest("[data-noted], .frame-keys, .glossary"))
    .map((one) => `${one.ariaLabel || one.textContent.trim() || one.className} in `
      + one.closest("[class*=st-key]")?.getAttribute("class").match(/st-key-\S+/)?.[0])
}

/** Return those of `selectors` that do not stand on the screen, or not with their middle. */
export function outOfView(selectors) {
  return selectors.filter((selector) => {
    const found = [...document.querySelectorAll(selector)].filter(isSeen)
    return !found.length || !found.some((element) => {
      const { left, right, top, bottom, width } = element.getBoundingClientRect()
      const covers = document.elementFromPoint(left + width / 2, Math.max(1, (top + bottom) / 2))
      return onScreen(element) && top > -1 && bottom < innerHeight + 1 && left > -1 && right < innerWidth + 1
        && (element.contains(covers) || covers?.contains(element) || element.tagName === "svg")
    })
  })
}

/** Return the drawings without a name. Small drawings are icons beside their words. */
export function unnamed() {
  const named = (one) => one?.ariaLabel?.trim() || one?.getAttribute("aria-labelledby")
  return [...document.querySelectorAll("canvas, svg")].filter(isSeen).filter((drawing) => {
    const { width, height } = drawing.getBoundingClientRect()
    if (Math.min(width, height) < 32 || drawing.closest("[aria-hidden=true], #js-plotly-tester"))
      return false
    for (let outer = drawing; outer; outer = outer.parentElement)
      if (named(outer) && (outer === drawing || outer.matches("[role], button, a, figure"))) return false
    return true
  }).map((one) => `<${one.tagName.toLowerCase()} class="${one.getAttribute("class") ?? ""}"> in `
    + one.parentElement.closest("[class]")?.getAttribute("class"))
}

/** Return the share of the screen that the elements of `selector` take, those inside one another once. */
export function shareInView(selector) {
  const inside = [...document.querySelectorAll(selector)].filter((one) => !one.parentElement.closest(selector))
  const shown = (low, high, most) => Math.max(0, Math.min(high, most) - Math.max(low, 0))
  return inside.map((one) => one.getBoundingClientRect()).reduce((sum, { left, right, top, bottom }) =>
    sum + shown(left, right, innerWidth) * shown(top, bottom, innerHeight), 0) / (innerWidth * innerHeight)
}
