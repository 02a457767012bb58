"""What any page must hold to, whatever it shows; each check returns its faults, a sentence each."""

import math
import re
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from kdviz.i18n import LANGUAGES, LOCALE_FOLDER
from tests.browser.listening import TWO_FRAMES
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

# axe-core, as npm brings it.
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# Pixels that a finger needs (WCAG 2.2, 2.5.5).
TARGET = 44
# A module by its form, so that it is linted as one; a page is handed its functions.
SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8").replace("export function", "function")


def asked(page: Page, name: str, *arguments: object) -> Any:
    """Return what the function `name` of checks.js returns on the page."""
    return page.evaluate(f"(arguments_) => {{ {SCRIPT}\nreturn {name}(...arguments_) }}", list(arguments))


def broken(page: Page) -> list[str]:
    """Say which exceptions and errors the page shows."""
    shown = page.locator("[data-testid=stException], [data-testid=stAlertContentError]").filter(visible=True)
    return [f"shown as an error: {text}" for text in shown.all_inner_texts()]


def overflowing(page: Page) -> list[str]:
    """Say what reaches over the side of the viewport."""
    return [f"reaches over the side: {text}" for text in asked(page, "overflowing")]


def parted(page: Page) -> list[str]:
    """Say which buttons' words are broken inside; Chinese may be broken anywhere."""
    return [f"broken inside a button: {text}" for text in asked(page, "parted")]


def unreadable(page: Page, theme: str) -> list[str]:
    """Say which texts are too faint, or on the ground of the other theme."""
    texts = asked(page, "contrasts")
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
    paragraphs = {" ".join(text.split()) for text in asked(page, "paragraphs")} - OWN_NAMES
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
    return [f"without a name: {text}" for text in asked(page, "unnamed")]


def small_targets(page: Page) -> list[str]:
    """Say which controls a finger would miss: one in a line of text, and one that a label enlarges, may be small."""
    return [f"small under a finger: {text}" for text in asked(page, "small", TARGET)]


def words_in_view(page: Page) -> int:
    """Count the words that can be read without scrolling; of Chinese, two characters are about one."""
    text = " ".join(asked(page, "textsInView"))
    return len(re.findall(r"[^\W\d_]\S*", HAN.sub(" ", text))) + math.ceil(len(HAN.findall(text)) / 2)


def controls_in_view(page: Page, part: str = "body") -> list[str]:
    """Name the controls of `part` that stand on the screen; what the Tab key takes as one, such as radios, is one."""
    found: list[str] = asked(page, "controlsInView", part)
    return found


def unreadable_notes(page: Page) -> list[str]:
    """Say which notes of the “?” mode cannot be read in full."""
    return [f"covered in part, or off the screen: {text}" for text in asked(page, "unreadableNotes")]


def unexplained(page: Page) -> list[str]:
    """Say which controls on the screen have no note in the “?” mode, and which notes cannot be read."""
    page.locator(".frame-ask").click()
    expect(page.locator(".frame-notes p").first).to_be_visible()
    expect(page.locator(".glossary")).to_be_visible()
    # Notes give way to the words in the next frame.
    page.evaluate(TWO_FRAMES)
    faults = [f"no note on: {text}" for text in asked(page, "unexplained")]
    faults += unreadable_notes(page)
    page.locator(".frame-ask").click()
    expect(page.locator(".frame-notes")).to_have_count(0)
    return faults


def out_of_view(page: Page, *selectors: str) -> list[str]:
    """Say which of the elements do not stand on the screen, or not with their middle."""
    return [f"not in view: {selector}" for selector in asked(page, "outOfView", list(selectors))]


def share_in_view(page: Page, selector: str) -> float:
    """Return the share of the screen that the elements of `selector` take, those inside one another once."""
    share: float = asked(page, "shareInView", selector)
    return share
