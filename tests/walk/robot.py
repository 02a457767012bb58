"""A robot that goes through a lesson in a browser: it answers, does what is asked, skips, and looks at each step."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

from kdviz.i18n import Translator
from kdviz.lessons import lessons
from kdviz.lessons.lesson import Ask, Break, Do, Draw, Heat, Mark, Order, Request, Step, TakeAway, Why
from kdviz.web.components.doubt.doubt import doubted
from tests.browser.listening import TWO_FRAMES
from tests.walk.checks import asked, broken, foreign, out_of_view, overflowing, small_targets, words_in_view
from tests.walk.test_pages import HALL, LAPTOP, LOCALES, PHONE, settle
from tests.walk.test_view import FEW

SCREENS = {"laptop": LAPTOP, "phone": PHONE, "hall": HALL}
STEP = "[class*=st-key-lesson_step_]"
NEXT = ".st-key-lesson_next button"
GO = ".st-key-lesson_go button"
FIGURE = ".st-key-lesson_figure .js-plotly-plot"
# What a question may not have beside it.
# Notes when the script has run once more.
RUNS = """() => {
    const app = document.querySelector("[data-testid=stApp]")
    window.hasRun = false
    new MutationObserver((_, observer) => {
        if (app.dataset.testScriptState !== "notRunning") return
        window.hasRun = true
        observer.disconnect()
        // A script may be quicker than the browser, which then never says that it ran: what it drew is there.
    }).observe(app, { attributeFilter: ["data-test-script-state"], childList: true, subtree: true })
}"""
RESULTS = f"{STEP} :is(.js-plotly-plot, .doubt, .lab, .attack, table, [data-testid=stDataFrame])"
# What is answered by picking one of several.
PICKED = f"{STEP} :is([role=radiogroup] label:has(input), [data-testid=stButtonGroup] button, .tap button)"
HOTTEST = 100.0


class Walk(NamedTuple):
    """How a lesson is gone through: whether the robot answers right, and whether it does or skips what trains."""

    lesson: str
    language: str
    screen: str
    right: bool
    way: str


class Robot:
    """A reader who goes through a lesson on a page; `faults` are what is wrong with it, a sentence each."""

    def __init__(self, new_page, app_url: str, walk: Walk) -> None:
        self.walk, self.lesson, self._ = walk, lessons()[walk.lesson], Translator(walk.language)
        query = f"lesson={walk.lesson}" + ("&view=projector" if walk.screen == "hall" else "")
        self.page: Page = new_page(f"{app_url}/?{query}", locale=LOCALES[walk.language], **SCREENS[walk.screen])
        self.faults: list[str] = []

    def go(self) -> None:
        """Go through all steps, then a step back and forth again."""
        last = len(self.lesson.steps) - 1
        for place, step in enumerate(self.lesson.steps):
            self._arrive(place)
            self._look_for_answers(place, step)
            if self._takes_part(step):
                self._do(place, step)
                expect(self.page).to_have_url(re.compile("answers="))
                if place < last:
                    # A step is complete as soon as it is done.
                    expect(self.page.locator(NEXT)).to_contain_text(self._("Next"))
            elif place < last:
                assert self._("Skip") in (self.page.locator(NEXT).text_content() or "")
            self._look(place)
            if place < last:
                self.page.locator(NEXT).click()
        before = self.page.url
        self.page.locator(".st-key-lesson_back button").click()
        self._arrive(last - 1)
        self.page.locator(NEXT).click()
        self._arrive(last)
        expect(self.page).to_have_url(before)

    def _arrive(self, place: int) -> None:
        expect(self.page).to_have_url(re.compile(rf"step={place + 1}(&|$)"))
        expect(self.page.locator(f".st-key-lesson_step_{place}")).to_be_visible()
        settle(self.page)

    def _takes_part(self, step: Step) -> bool:
        # Who has trained nothing has nobody that reads a drawing.
        needs_training = isinstance(step, Do) and (step.trains or isinstance(step.work, Draw))
        return self.walk.way == "do" or not needs_training

    def _look_for_answers(self, place: int, step: Step) -> None:
        """Find nothing of an answer in the page, before the reader's own."""
        if not isinstance(step, Ask | Why):
            return
        content = self.page.content()
        self.faults += [
            f"step {place + 1} tells before it is answered: {text}"
            for text, pattern in self._telling(step, place)
            if pattern.search(content)
        ]
        if isinstance(step, Ask) and (shown := self.page.locator(RESULTS).count()):
            self.faults.append(f"step {place + 1} shows {shown} results before it is answered")

    def _telling(self, step: Ask | Why, place: int) -> Iterator[tuple[str, re.Pattern[str]]]:
        """Yield what may not be read before a step is answered."""
        if isinstance(step, Why):
            texts = [reason.reply for reason in step.reasons]
        else:
            following = next(each for each in self.lesson.steps[place:] if isinstance(each, Do))
            texts = [text for claim in following.claims for text in vars(claim.told).values()]
        for text in texts:
            parts = re.split(r"\{\w+\}", self._(text))
            yield text, re.compile(".{1,12}".join(map(re.escape, parts)))

    def _look(self, place: int) -> None:
        """Look at a step as it is now; at each width where it was done, which is more than where it was skipped."""
        found = [*broken(self.page), *foreign(self.page, self.walk.language), *overflowing(self.page)]
        found += small_targets(self.page) if self.walk.screen == "phone" else []
        own = SCREENS[self.walk.screen]["viewport"]
        for each in SCREENS.values() if self.walk.way == "do" else ():
            if each["viewport"] != own:
                self.page.set_viewport_size(each["viewport"])
                # What a picture draws anew for its new size comes with the next frame.
                self.page.evaluate(TWO_FRAMES)
                found += [f"{each['viewport']['width']} pixels: {fault}" for fault in overflowing(self.page)]
        self.page.set_viewport_size(own)
        self.faults += [f"step {place + 1}: {fault}" for fault in found]

    def _in_view(self, place: int, *selectors: str) -> None:
        settle(self.page)
        # What the browser draws itself comes after what the script says.
        for selector in selectors:
            expect(self.page.locator(selector).filter(visible=True).first).to_be_visible()
        self.faults += [f"step {place + 1}: {fault}" for fault in out_of_view(self.page, *selectors)]

    def _do(self, place: int, step: Step) -> None:
        if isinstance(step, Ask):
            self._answer(step)
            self._in_view(place, NEXT)
        elif isinstance(step, Why):
            at = next(at for at, reason in enumerate(step.reasons) if reason.holds is self.walk.right)
            self.page.locator(f"{STEP} [role=radiogroup] label:has(input)").nth(at).click()
            expect(self.page.locator(f"{STEP} [data-testid=stAlert]").last).to_be_visible()
            self._in_view(place, f"{STEP} [data-testid=stAlert]")
        elif isinstance(step, TakeAway):
            self._in_view(place, ".st-key-lesson_hall h3")
        elif step.trains:
            self._train(place, step)
            # A hall reads in a figure's title what came out.
            hall = self.walk.screen == "hall" and not step.one_by_one
            self._in_view(place, FIGURE, NEXT, f"{STEP} p > strong" if hall else f"{STEP} h3")
        else:
            self._gesture(place, step)

    def _answer(self, step: Ask) -> None:
        """Answer with the first or the last that there is: which is right, the run says."""
        at = 0 if self.walk.right else -1
        if isinstance(step.way, Mark):
            lock_mark(self.page, "ArrowRight" if self.walk.right else "ArrowLeft")
        elif isinstance(step.way, Order):
            lock_order(self.page, at)
        else:
            self.page.locator(PICKED).filter(visible=True).nth(at).click()

    def _train(self, place: int, step: Do) -> None:
        """Set a task as it is solved, or leave it as it begins, and train."""
        go, begins = self.page.locator(GO), f"[class*=st-key-lesson_free_{self.lesson.name}_{place}_"
        knobs = [f".st-key-lesson_task {begins}{at}_]" for at in range(len(step.free))]
        if step.free:
            self._in_view(place, ".st-key-lesson_hall h3")
        if step.free and self.walk.screen == "hall":
            self._in_view(place, *knobs, GO)
            if (words := words_in_view(self.page)) > FEW:
                self.faults.append(f"step {place + 1}: {words} words: {asked(self.page, 'textsInView')}")
        if self.walk.right or (go.count() and go.is_disabled()):
            for knob, free in zip(knobs, step.free, strict=True):
                self._set(self.page.locator(knob), free.values.index(step.solution[free.knob]))
        if go.count():
            go.click()
        expect(self.page.locator(FIGURE)).to_be_visible()
        settle(self.page)
        while (another := self.page.locator(".st-key-lesson_another button")).count():
            shown = self.page.locator(f"{STEP} h3").text_content() or ""
            another.click()
            expect(self.page.locator(f"{STEP} h3")).not_to_have_text(shown)
            settle(self.page)

    def _set(self, knob: Locator, at: int) -> None:
        """Choose the value at a place of a task's knob: a hall has the long ones in a list."""
        box = knob.locator("[data-testid=stSelectbox] [role=combobox], [data-testid=stSelectbox] button").first
        if box.count():
            box.click()
            choose(self.page, self.page.get_by_role("option").nth(at))
        else:
            choose(self.page, knob.locator("[data-testid=stButtonGroup] button").nth(at))

    def _gesture(self, place: int, step: Do) -> None:
        if isinstance(step.work, Heat):
            self._heat(step.work)
            self._in_view(place, ".lab-slider", ".lab-bars > svg", ".st-key-lesson_told h3")
        elif isinstance(step.work, Draw):
            self._draw()
            self._in_view(place, ".lab-pad", ".lab-told", NEXT)
        elif isinstance(step.work, Break):
            slider = self.page.locator(".attack-temperature")
            expect(self.page.locator(".attack[data-drawn]")).to_be_visible()
            slider.fill(slider.get_attribute("max") or "")
            expect(self.page.locator(f"{STEP} h3")).to_contain_text(re.compile(r"\d %"))
            self._in_view(place, ".attack-temperature", ".attack-net-right", f"{STEP} h3", NEXT)
        else:
            self._in_view(place, ".doubt-picture", ".doubt-answers", NEXT)

    def _heat(self, heat: Heat) -> None:
        """Drag the slider too far, and then to where the second answer has enough."""
        (digit,) = (each for each in doubted() if each.label == heat.picture)
        temperatures = [1 + tenth / 10 for tenth in range(int(10 * HOTTEST))]
        enough = next(each for each in temperatures if digit.at(each)[1] >= heat.share + 0.005)
        slider = self.page.locator(".lab-slider")
        expect(self.page.locator(".lab[data-drawn]")).to_be_visible()
        for temperature in (HOTTEST, enough):
            told = self.page.locator(".st-key-lesson_told p").last
            before = told.text_content() or ""
            share = f"(slider, t) => String(Math.ceil(slider.max * Math.log(t / 0.25) / Math.log({HOTTEST} / 0.25)))"
            slider.fill(slider.evaluate(share, temperature))
            expect(told).not_to_have_text(before)

    def _draw(self) -> None:
        """Draw a three, and wait until it is answered."""
        pad = self.page.locator(".lab-pad")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        corners = [(0.3, 0.15), (0.7, 0.15), (0.45, 0.45), (0.7, 0.65), (0.5, 0.85), (0.3, 0.8)]
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
        self.page.mouse.move(*points[0])
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*point, steps=6)
        self.page.mouse.up()
        expect(self.page.locator(".lab-told")).to_contain_text(re.compile(r"\d %"))


def walks() -> list[Walk]:
    """Return two walks through each lesson, so that any two of language, screen, answers and way meet.

    Those that train nothing come first: meanwhile the others' students can be trained.
    """
    found = []
    for place, name in enumerate(lessons()):
        languages = [*LOCALES][:: 1 if place % 2 else -1]
        screens = [[*SCREENS][(place + turn) % len(SCREENS)] for turn in range(2)]
        right = place // 2 % 2 == 0
        found += [
            Walk(name, languages[0], screens[0], right, "do"),
            Walk(name, languages[1], screens[1], not right, "skip"),
        ]
    return sorted(found, key=lambda walk: walk.way == "do")


def trained_on(walk: Walk) -> list[Request]:
    """Return what the robot trains on a walk: tasks as they are solved, or as they begin."""
    if walk.way != "do":
        return []
    return [
        step.request(step.solution if walk.right else {free.knob: free.values[free.first] for free in step.free})
        for step in lessons()[walk.lesson].works
    ]


def lock_mark(page: Page, key: str) -> None:
    """Move the mark by a key and lock it in."""
    mark = page.locator(".guess-mark")
    before = mark.input_value()
    # A component that Streamlit puts in anew meanwhile loses the key.
    while mark.input_value() == before:
        mark.press(key)
    mark.press("Enter")


def lock_order(page: Page, at: int) -> None:
    """Move the second card by one of its buttons, and lock the order in."""
    page.locator(".order-cards li").nth(1).locator("button").nth(at).click()
    page.locator(".order-lock").click()


def choose(page: Page, option: Locator) -> None:
    """Choose one of several, and wait until the script has run with it: what was there before may look settled."""
    if option.get_attribute("aria-checked") == "true":
        return
    page.evaluate(RUNS)
    option.click()
    page.wait_for_function("() => window.hasRun")
    settle(page)
