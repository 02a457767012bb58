"""What any page must hold to, whatever it shows; each check returns its faults, a sentence each."""

import math
import re
from functools import cache
from pathlib import Path

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

# axe-core, as npm brings it.
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# Pixels that a finger needs (WCAG 2.2, 2.5.5).
TARGET = 44
# What one can press, slide or type into, each once: a label's field is the field.
CONTROLS = """
    const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0'][role], canvas[tabindex='0']"
    const onScreen = (element) => {
        const { left, right, top, bottom, width, height } = element.getBoundingClientRect()
        const [middle, line] = [left + width / 2, top + height / 2]
        return width > 1 && height > 1 && middle > 0 && middle < innerWidth && line > 0 && line < innerHeight
    }
    const isControl = (element) => element.tabIndex >= 0 && !element.disabled && isSeen(element)
"""

SMALL = (
    "(target) => {"
    + SEEN
    + CONTROLS
    + """
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
}"""
)

TEXTS_IN_VIEW = (
    "() => {"
    + SEEN
    + CONTROLS
    + """
    return [...seenTexts()].filter((node) => {
        const range = document.createRange()
        range.selectNodeContents(node)
        return onScreen(range)
    }).map(({ data }) => data)
}"""
)

CONTROLS_IN_VIEW = (
    "(part) => {"
    + SEEN
    + CONTROLS
    + """
    const groups = new Map()
    for (const control of document.querySelectorAll(`${part} :is(${CONTROLS})`)) {
        if (!isControl(control) || !onScreen(control)) continue
        const group = control.closest("[role=radiogroup], [role=toolbar]") ?? control
        groups.set(group, group.ariaLabel || control.ariaLabel || control.name || control.textContent.trim())
    }
    return [...groups.values()]
}"""
)

UNEXPLAINED = (
    "() => {"
    + SEEN
    + CONTROLS
    + """
    return [...document.querySelectorAll(CONTROLS)]
        .filter((one) => isControl(one) && onScreen(one) && !one.closest("[data-noted], .frame-keys"))
        .map((one) => `${one.ariaLabel || one.textContent.trim() || one.className} in `
            + one.closest("[class*=st-key]")?.getAttribute("class").match(/st-key-\\S+/)?.[0])
}"""
)

OUT_OF_VIEW = (
    "(selectors) => {"
    + SEEN
    + CONTROLS
    + """
    return selectors.filter((selector) => {
        const found = [...document.querySelectorAll(selector)].filter(isSeen)
        return !found.length || !found.some((element) => {
            const { left, right, top, bottom, width } = element.getBoundingClientRect()
            const covers = document.elementFromPoint(left + width / 2, Math.max(1, (top + bottom) / 2))
            return onScreen(element) && top > -1 && bottom < innerHeight + 1 && left > -1 && right < innerWidth + 1
                && (element.contains(covers) || covers?.contains(element) || element.tagName === "svg")
        })
    })
}"""
)

# Small drawings are icons beside their words.
UNNAMED = (
    "() => {"
    + SEEN
    + """
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
}"""
)

SHARE_IN_VIEW = """(selector) => {
    const inside = [...document.querySelectorAll(selector)].filter((one) => !one.parentElement.closest(selector))
    const shown = (low, high, most) => Math.max(0, Math.min(high, most) - Math.max(low, 0))
    return inside.map((one) => one.getBoundingClientRect()).reduce((sum, { left, right, top, bottom }) =>
        sum + shown(left, right, innerWidth) * shown(top, bottom, innerHeight), 0) / (innerWidth * innerHeight)
}"""


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


def inaccessible(page: Page) -> list[str]:
    """Say what axe-core finds that is serious or critical, by its rule and where."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{violation['id']} ({violation['impact']}): {node['target'][0]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def unnamed(page: Page) -> list[str]:
    """Say which drawings have no name for those who cannot see them, of their own or of what they stand in."""
    return [f"without a name: {text}" for text in page.evaluate(UNNAMED)]


def small_targets(page: Page) -> list[str]:
    """Say which controls a finger would miss: one in a line of text, and one that a label enlarges, may be small."""
    return [f"small under a finger: {text}" for text in page.evaluate(SMALL, TARGET)]


def words_in_view(page: Page) -> int:
    """Count the words that can be read without scrolling; of Chinese, two characters are about one."""
    text = " ".join(page.evaluate(TEXTS_IN_VIEW))
    return len(re.findall(r"[^\W\d_]\S*", HAN.sub(" ", text))) + math.ceil(len(HAN.findall(text)) / 2)


def controls_in_view(page: Page, part: str = "body") -> list[str]:
    """Name the controls of `part` that stand on the screen; what the Tab key takes as one, such as radios, is one."""
    found: list[str] = page.evaluate(CONTROLS_IN_VIEW, part)
    return found


def unexplained(page: Page) -> list[str]:
    """Say which controls on the screen have no note in the “?” mode."""
    page.locator(".frame-ask").click()
    expect(page.locator(".frame-notes p").first).to_be_visible()
    found = page.evaluate(UNEXPLAINED)
    page.locator(".frame-ask").click()
    expect(page.locator(".frame-notes")).to_have_count(0)
    return [f"no note on: {text}" for text in found]


def out_of_view(page: Page, *selectors: str) -> list[str]:
    """Say which of the elements do not stand on the screen, or not with their middle."""
    return [f"not in view: {selector}" for selector in page.evaluate(OUT_OF_VIEW, list(selectors))]


def share_in_view(page: Page, selector: str) -> float:
    """Return the share of the screen that the elements of `selector` take, those inside one another once."""
    share: float = page.evaluate(SHARE_IN_VIEW, selector)
    return share
