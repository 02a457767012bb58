"""On Distill the answer to each gesture stands in the same viewport, and what is guessed at is nowhere before."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from kdviz.store.recordings import RECORDED, recording
from tests.walk.checks import out_of_view
from tests.walk.pairs import all_pairs
from tests.walk.test_pages import LOCALES, THEMES, open_settings, settle
from tests.walk.test_view import opened

READY = "[data-testid=doubt][data-shares]"


class Gesture(NamedTuple):
    """What a reader does on a page, and what stands in the viewport afterwards as its answer."""

    page: str
    begin: Callable[[Page], None]
    make: Callable[[Page], None]
    answers: tuple[str, ...]


def nothing(page: Page) -> None:
    """Begin with the page as it opens."""


def turn_a_knob(page: Page) -> None:
    # Far down, with Run far above it in the page.
    box = page.locator(".st-key-knob_first_seed input")
    box.scroll_into_view_if_needed()
    box.fill("77")
    box.press("Enter")
    expect(page).to_have_url(re.compile("first_seed=77"))


def guess(page: Page) -> None:
    page.locator(".guess-mark").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.locator(".guess-lock")).to_have_attribute("aria-pressed", "true")


def run(page: Page) -> None:
    guess(page)
    page.locator(".st-key-run button").click()
    expect(page.locator(".run-replay")).to_be_visible()
    expect(page.locator(".st-key-gain .cartesianlayer").last).to_be_visible()


def stop(page: Page) -> None:
    page.locator(".st-key-stop button").click()
    expect(page.locator(".st-key-afresh button").filter(visible=True)).to_be_visible()


def train(page: Page) -> None:
    page.locator(".st-key-run button").click()
    expect(page.locator(".run-status")).to_have_text(re.compile(r"\d"))


QUICK = "distill?teacher=16&teacher_steps=40&steps=20&seeds=3&labels=30"
SHORT, LONG = (QUICK.replace("steps=20&", f"steps={steps}&") for steps in (3000, 20_000))
GESTURES = {
    "pick a digit": Gesture(
        "distill",
        nothing,
        lambda page: page.locator(".doubt-strip button").nth(2).click(),
        (".doubt-told", ".doubt-answers"),
    ),
    "guess": Gesture("distill", nothing, guess, (".guess-value", ".guess-said", ".guess-lock", ".st-key-run button")),
    "turn a knob": Gesture("distill", open_settings, turn_a_knob, (".st-key-knob_first_seed", ".st-key-run button")),
    "run": Gesture(QUICK, nothing, run, (".st-key-head h2", ".st-key-gain .js-plotly-plot")),
    "train": Gesture(SHORT, nothing, train, (".st-key-stop button", ".run-status")),
    "stop": Gesture(LONG, train, stop, (".st-key-afresh button",)),
    "explain": Gesture(
        QUICK,
        run,
        lambda page: page.locator(".st-key-head [data-testid=stRadio] label").nth(1).click(),
        (".st-key-head [role=radiogroup]", ".st-key-head [data-testid=stAlert]"),
    ),
}


@pytest.mark.parametrize(
    ("name", "language", "theme", "screen"), all_pairs([*GESTURES], [*LOCALES], THEMES, ["laptop", "phone"])
)
def test_the_answer_to_a_gesture_stands_in_the_same_viewport(new_page, app_url, name, language, theme, screen):
    gesture = GESTURES[name]
    page = opened(new_page, f"{app_url}/{gesture.page}", language, theme, screen)
    expect(page.locator(READY)).to_be_visible()
    gesture.begin(page)
    gesture.make(page)
    for answer in gesture.answers:
        # It is somewhere on the page; a busy page may not have begun to answer when it is asked whether it has settled.
        expect(page.locator(answer).filter(visible=True).first).to_be_visible()
    settle(page)
    page.wait_for_function(STILL)
    assert not out_of_view(page, *gesture.answers)


# Whoever scrolls has come to rest.
STILL = """() => new Promise((done) => {
    const main = document.querySelector("[data-testid=stMain]")
    let last = NaN
    const look = () => {
        if (main.scrollTop === last) done(true)
        else {
            last = main.scrollTop
            setTimeout(look, 150)
        }
    }
    look()
})"""


@pytest.mark.parametrize(
    ("language", "theme", "screen"), [("en", "light", "laptop"), ("zh_CN", "dark", "phone"), ("zh_CN", "light", "hall")]
)
def test_what_fewer_bits_do_stands_around_their_slider(new_page, app_url, language, theme, screen):
    page = opened(new_page, f"{app_url}/compress?open=bits", language, theme, screen)
    expect(page.locator("[data-testid=bits][data-drawn]")).to_be_visible()
    page.locator(".bits-slider").scroll_into_view_if_needed()
    page.locator(".bits-slider").press("End")
    expect(page.locator(".bits-number")).to_contain_text("2")
    settle(page)
    page.wait_for_function(STILL)
    assert not out_of_view(page, ".bits-number", ".bits-told", ".bits-layers", ".bits-flipped", ".bits-flips figure")


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_guessed_at_is_nowhere_before(new_page, app_url, language):
    """Neither in what is seen nor anywhere else in the document, nor in what the page was sent."""
    page = opened(new_page, f"{app_url}/distill", language, "light", "laptop")
    expect(page.locator(READY)).to_be_visible()
    known = recording(RECORDED)
    everything = page.evaluate(EVERYTHING)
    for number in (known.gain.mean, known.arms["distilled"].mean, known.arms["hard"].mean):
        assert f"{100 * number:.1f}" not in everything
        assert f"{number:.4f}"[1:] not in everything
    more = f"{known.gain.mean * known.experiment.data.test:.0f}"
    assert more not in page.locator("[data-testid=stMain]").inner_text()
    for said in ("more of 500 digits", "fewer of 500 digits", "多认对 27", "少认对"):
        assert said not in everything
    guess(page)
    page.get_by_role("button", name=re.compile("See a recorded run|看录好的一次")).click()
    expect(page.locator(".st-key-head h2")).to_contain_text("27")


EVERYTHING = "() => document.documentElement.outerHTML"
