"""What any page must hold to, whatever it shows; each check returns its faults, a sentence each."""

import math
import re
from functools import cache

from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from kdviz.i18n import LANGUAGES, LOCALE_FOLDER
from tests.drawn import figure, numbers

# Body text against its ground, and large text (WCAG 2.2, success criterion 1.4.3).
CONTRAST, LARGE_CONTRAST = 4.5, 3.0
# Tabs pressed at most before a control is said to be out of reach.
TABS = 200
# From so many words of its own on a message is looked for inside a text, too: “to” alone is in every English name.
SENTENCE = 3
HAN = re.compile("[\u3400-\u9fff]")
# In every language: the menu of languages.
OWN_NAMES = {*LANGUAGES.values(), "Language / 语言"}
# Controls that people type into or choose from; what a slider holds is no text.
FIELDS = "input:not([type]), input[type=text], input[type=number], textarea"

# Functions that the checks share: which text is seen, and what an element's color and ground come to.
SEEN = """
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
"""

# A paragraph is what is read in one, however many elements it is made of.
PARAGRAPHS = (
    "() => {"
    + SEEN
    + """
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
    const said = [...document.querySelectorAll("[aria-label], [title], [placeholder], [alt], FIELDS")]
        .filter(isSeen).flatMap((one) => [one.ariaLabel, one.title, one.placeholder, one.alt, one.value])
    // Tables are canvases, with their cells for screen readers inside.
    const cells = [...document.querySelectorAll("canvas :is([role=columnheader], [role=gridcell])")]
        .map((cell) => cell.textContent)
    return [...paragraphs.values(), ...said, ...cells].filter((text) => typeof text === "string" && text.trim())
}"""
).replace("FIELDS", FIELDS)

OVERFLOWING = """() => {
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
}"""

# Of each text its contrast; what lies on a picture is left out, and what is disabled may be faint.
PARTED = (
    "() => {"
    + SEEN
    + """
    const linesOf = (node, { index, 0: word }) => {
        const range = document.createRange()
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        return new Set([...range.getClientRects()].map(({ top }) => top)).size
    }
    return [...seenTexts()].filter((node) => node.parentElement.closest("button")).flatMap((node) =>
        [...node.data.matchAll(/[a-z]+/gi)].filter((word) => linesOf(node, word) > 1).map(([word]) => word))
}"""
)

CONTRASTS = (
    "() => {"
    + SEEN
    + """
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
    const fields = [...document.querySelectorAll("FIELDS")].filter((field) => field.value && isSeen(field))
    const texts = [...seenTexts()].map((node) => [node.parentElement, node.data]), all = []
    for (const [element, text] of [...texts, ...fields.map((field) => [field, field.value])]) {
        const drawn = element.closest("svg") !== null
        if (element.closest(EXEMPT) || drawn && !element.closest(AXES)) continue
        const ground = groundOf(element), style = getComputedStyle(element)
        if (!ground) continue
        const color = [...rgba(drawn ? style.fill : style.color)]
        for (let outer = element; outer; outer = outer.parentElement)
            color[3] *= Number(getComputedStyle(outer).opacity)
        const [low, high] = [luminance(over(color, ground)), luminance(ground)].sort((one, other) => one - other)
        const size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700
        const contrast = (high + 0.05) / (low + 0.05), dark = luminance(ground) < 0.18
        all.push({ text: text.trim().slice(0, 60), contrast, large, dark })
    }
    return all
}"""
).replace("FIELDS", FIELDS)


def broken(page: Page) -> list[str]:
    """Say which exceptions and errors the page shows."""
    shown = page.locator("[data-testid=stException], [data-testid=stAlertContentError]").filter(visible=True)
    return [f"shown as an error: {text}" for text in shown.all_inner_texts()]


def overflowing(page: Page) -> list[str]:
    """Say what reaches over the side of the viewport."""
    return [f"reaches over the side: {text}" for text in page.evaluate(OVERFLOWING)]


def parted(page: Page) -> list[str]:
    """Say which buttons' words are broken inside; Chinese may be broken anywhere."""
    return [f"broken inside a button: {text}" for text in page.evaluate(PARTED)]


def unreadable(page: Page, theme: str) -> list[str]:
    """Say which texts are too faint, or on the ground of the other theme."""
    texts = page.evaluate(CONTRASTS)
    themed = sum(text["dark"] == (theme == "dark") for text in texts)
    faults = (
        [] if 2 * themed > len(texts) else [f"{themed} of {len(texts)} texts stand on the ground of the theme {theme}"]
    )
    for text in texts:
        wanted = LARGE_CONTRAST if text["large"] else CONTRAST
        if text["contrast"] < wanted:
            faults.append(f"contrast {text['contrast']:.2f} of “{text['text']}”")
    return sorted(set(faults))


def foreign(page: Page, language: str) -> list[str]:
    """Say which texts are in a language that the page does not speak."""
    paragraphs = {" ".join(text.split()) for text in page.evaluate(PARAGRAPHS)} - OWN_NAMES
    if language == "en":
        return sorted(f"Chinese: {text}" for text in paragraphs if HAN.search(text))
    whole, part = untranslated(language)
    return sorted(f"not translated: {text}" for text in paragraphs if whole.fullmatch(text) or part.search(text))


@cache
def untranslated(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what matches English messages that have a translation: any as a whole, and sentences also as a part."""
    with (LOCALE_FOLDER / language / "LC_MESSAGES" / "kdviz.po").open("rb") as file:
        messages = {message.id for message in read_po(file) if message.string and message.string != message.id}
    patterns, sentences = set[str](), set[str]()
    for message in messages:
        # As it is read, without its marks.
        read = re.sub(r":material/\w+:|[*`]|\]\([^)]*\)|\[", "", message)
        literals = [" ".join(literal.split()) for literal in re.split(r"\{[^}]*\}", read)]
        pattern = r"\s*.*?\s*".join(map(re.escape, literals))
        words = len(re.findall(r"[A-Za-z]{2,}", " ".join(literals)))
        if words >= SENTENCE:
            sentences.add(pattern)
        if words >= SENTENCE or (words and len(literals) == 1):
            patterns.add(pattern)
    return tuple(re.compile("|".join(sorted(each, key=len, reverse=True))) for each in (patterns, sentences))


def out_of_reach(page: Page, selector: str) -> list[str]:
    """Say that the Tab key never comes to `selector`, if so."""
    page.evaluate("() => document.activeElement?.blur()")
    for _tab in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => Boolean(document.activeElement?.closest(selector))", selector):
            return []
    return [f"{TABS} times Tab do not reach {selector}"]


def misdrawn(page: Page, name: str, width: int) -> list[str]:
    """Say what is wrong with the figure `name`, which is awaited."""
    expect(figure(page, name)).to_be_visible()
    faults = []
    box = figure(page, name).bounding_box()
    if box is None or box["x"] < 0 or box["x"] + box["width"] > width or not box["height"]:
        faults.append(f"{name} stands at {box} in {width}")
    drawn = [number for trace in numbers(page, name) for number in trace]
    if len({*drawn}) < 2 or not all(map(math.isfinite, drawn)):
        faults.append(f"{name} draws {drawn[:20]}")
    return faults
