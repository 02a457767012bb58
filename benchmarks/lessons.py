"""Lessons in a real browser: how soon a step reacts to its answer, and from the home page to a run of one's own."""

import os
import re
import statistics
import time
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import App, app
from benchmarks.timing import report
from tests.chromium import ARGUMENTS

ROUNDS = 5
# Milliseconds from an answer to the reaction of its step, and seconds from the home page to a run of one's own.
PROMPT, OWN = 100.0, 60.0
# Seconds that a reader takes for a word: two hundred a minute.
A_WORD = 60 / 200
LESSON = "no-help"
OPTIONS = "[class*=st-key-lesson_step_] [role=radiogroup] label:has(input)"
NEXT = ".st-key-lesson_next button"
# What a reader reads; the head and the buttons that lead elsewhere are looked at when they are wanted.
SENTENCES = "[data-testid=stMain] :is(h1, h3, .story-more, .guess-question, .guess-said)"
# Numbers, which are other numbers each time, and the names of icons, which nobody sees.
NO_WORDS = re.compile(r"\S*\d\S*|\b[a-z]+_[a-z]+\b")
# A range that is moved, and no button.
MARK = ".guess-mark"
# Milliseconds from a click on an element until the way on has other words, seen by the browser itself.
REACTION = """([option, way]) => new Promise((done) => {
    const next = document.querySelector(way), before = next.textContent, begun = performance.now()
    new MutationObserver((_news, watch) => {
        if (document.querySelector(way)?.textContent === before) return
        watch.disconnect()
        requestAnimationFrame(() => done(performance.now() - begun))
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
    document.querySelector(option).click()
})"""


def measure() -> None:
    """Print how soon a step reacts, and how soon a reader of the home page has trained."""
    with app() as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["KDVIZ_CHROMIUM"], args=ARGUMENTS)
        reactions = [_reaction(browser, served) for _round in range(ROUNDS + 1)][1:]
        median = statistics.median(reactions)
        report("lesson: a step's answer to its reaction", median, "ms", "100 or less", median <= PROMPT)
        reader = _Reader(_opened(browser, served))
        reader.go()
        report(
            "home to a run of one's own, 200 words a minute", reader.seconds, "s", "60 or less", reader.seconds <= OWN
        )
        report("of it, reading", reader.reading, "s", "-", True)
        browser.close()


def _opened(browser: Browser, served: App, query: str = "") -> Page:
    page = browser.new_context(locale="en-US", viewport={"width": 1366, "height": 768}).new_page()
    page.goto(f"{served.url}/{query}")
    return page


def _reaction(browser: Browser, served: App) -> float:
    page = _opened(browser, served, f"?lesson={LESSON}")
    page.locator(OPTIONS).first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(500)
    milliseconds: float = page.evaluate(REACTION, [f"{OPTIONS} input", NEXT])
    page.context.close()
    return milliseconds


class _Reader:
    """A reader who reads each new sentence on the screen, and then does what leads on.

    Attributes
    ----------
    seconds, reading : float
        From the navigation until the own run is there, and how much of that is reading.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.known, self.reading, self.seconds = page, set[str](), 0.0, 0.0
        self.begun = time.perf_counter()

    def go(self) -> None:
        """Go through the story, then through lesson 2 until its run is there."""
        for selector in self._ways():
            self.page.locator(selector).first.wait_for()
            self._read(selector)
            if selector == MARK:
                self.page.locator(selector).press("ArrowRight")
            else:
                self.page.locator(selector).first.click()
        self.page.locator(".st-key-lesson_figure .js-plotly-plot").wait_for()
        self.seconds = time.perf_counter() - self.begun

    def _ways(self) -> Iterator[str]:
        """Yield what is pressed, one after the other."""
        yield from (".story-digits button", ".story-next", ".story-digits button", ".story-next")
        yield from (".story-bets button", ".story-next:not([hidden])", ".story-lesson")
        self.page.wait_for_url(re.compile("lesson="))
        yield from (MARK, ".guess-lock", NEXT, ".st-key-lesson_go button")

    def _read(self, selector: str) -> None:
        """Take the time for sentences that are new, and for what is pressed; other numbers are no other words."""
        shown = self.page.locator(f"{SENTENCES}, {selector}").filter(visible=True).all_inner_texts()
        texts = {NO_WORDS.sub("", text).strip() for text in shown} - self.known
        self.known |= texts
        words = sum(len(re.findall(r"[^\W\d_]\S*", text)) for text in texts)
        self.reading += words * A_WORD
        self.page.wait_for_timeout(1000 * words * A_WORD)


if __name__ == "__main__":
    measure()
