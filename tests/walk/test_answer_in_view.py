"""The answer to each gesture stands in the same viewport, and what is guessed at is nowhere before."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

import kdviz
from kdviz.store.recordings import RECORDED, recording
from tests.walk.checks import out_of_view, words_in_view
from tests.walk.conftest import QUICK as FEW_STEPS
from tests.walk.pairs import all_pairs
from tests.walk.test_pages import LOCALES, THEMES, open_settings, settle
from tests.walk.test_runs_page import tick
from tests.walk.test_view import FEW, opened

READY = "[data-testid=doubt][data-shares]"
# Pixels of a large figure that must be seen at least.
TOP = 80


class Gesture(NamedTuple):
    """What a reader does on a page, and what stands in the viewport afterwards as its answer; of `figure` its top."""

    page: str
    begin: Callable[[Page], None]
    make: Callable[[Page], None]
    answers: tuple[str, ...]
    ready: str = READY
    figure: str | None = None


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


def pick_a_map(page: Page) -> None:
    # The one with the longest story.
    page.locator(".maps button").nth(4).click()
    expect(page).to_have_url(re.compile("map=sizes"))
    expect(page.locator(".st-key-results h2")).to_contain_text(re.compile("Student network|学生网络"))


def challenge(page: Page) -> None:
    before = page.locator(CHALLENGER).inner_text()
    page.locator(".st-key-kinds_challenger input").click()
    page.get_by_role("option").nth(2).click()
    expect(page.locator(CHALLENGER)).not_to_have_text(before)


def until_other(page: Page, figure: str, what: str, act: Callable[[], None]) -> None:
    """Wait until `what` Plotly knows of a figure is another than before `act`."""
    known = f"selector => JSON.stringify(document.querySelector(selector)?._full{what})"
    before = page.evaluate(known, figure)
    act()
    page.wait_for_function(f"([selector, before]) => ({known})(selector) !== before", arg=[figure, before])


def pick_a_measure(page: Page) -> None:
    button = page.locator(".st-key-map_measure button").nth(2)
    until_other(page, MAP, "Data[0].z", button.click)


def choose_a_data_set(page: Page) -> None:
    page.locator(".st-key-data_shown input").click()
    until_other(page, COUNTS, "Data[0].y", page.get_by_role("option").last.click)


def choose_by_hand(page: Page) -> None:
    slider = page.locator(".st-key-yours input[type=range]").first
    slider.scroll_into_view_if_needed()
    until_other(page, TRIALS, "Layout.xaxis.range", lambda: slider.press("End"))


def see_the_recorded_search(page: Page) -> None:
    page.locator(".st-key-tune_recorded_button button").click()
    expect(page.locator(".st-key-tune_up input")).to_be_visible()
    settle(page)
    # A list closes where the page moves.
    page.locator(".st-key-tune_up").scroll_into_view_if_needed()
    page.wait_for_function(STILL)


def choose_an_axis(page: Page) -> None:
    before = page.locator(f"{TRIALS} .ytitle").first.text_content()
    page.locator(".st-key-tune_up input").click()
    page.get_by_role("option").nth(2).click()
    expect(page.locator(f"{TRIALS} .ytitle").filter(has_not_text=before).first).to_be_visible()


MAP, CHALLENGER = ".st-key-map .js-plotly-plot", ".told-panels section:nth-child(3) h3"
TRIALS, COUNTS = ".st-key-trials .js-plotly-plot", ".st-key-counts .js-plotly-plot"
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
    "pick a map": Gesture("landscapes", nothing, pick_a_map, (".st-key-results h2", MAP), MAP),
    "pick a measure": Gesture("landscapes", nothing, pick_a_measure, (".st-key-map_measure",), MAP, MAP),
    "choose data": Gesture("data", nothing, choose_a_data_set, (".st-key-data_shown",), COUNTS, COUNTS),
    "choose by hand": Gesture(
        "tune", nothing, choose_by_hand, (".st-key-yours [data-testid=stSlider]",), TRIALS, TRIALS
    ),
    "choose an axis": Gesture("tune", see_the_recorded_search, choose_an_axis, (".st-key-tune_up",), TRIALS, TRIALS),
    "challenge": Gesture("kinds", nothing, challenge, (CHALLENGER, f"{CHALLENGER} + .flows"), CHALLENGER),
}


@pytest.mark.parametrize(
    ("name", "language", "theme", "screen"), all_pairs([*GESTURES], [*LOCALES], THEMES, ["laptop", "phone"])
)
def test_the_answer_to_a_gesture_stands_in_the_same_viewport(new_page, app_url, name, language, theme, screen):
    gesture = GESTURES[name]
    page = opened(new_page, f"{app_url}/{gesture.page}", language, theme, screen)
    expect(page.locator(gesture.ready).last).to_be_visible()
    gesture.begin(page)
    gesture.make(page)
    for answer in gesture.answers:
        # It is somewhere on the page; a busy page may not have begun to answer when it is asked whether it has settled.
        expect(page.locator(answer).filter(visible=True).first).to_be_visible()
    settle(page)
    page.wait_for_function(STILL)
    assert not out_of_view(page, *gesture.answers)
    if gesture.figure:
        assert page.evaluate(SEEN, gesture.figure) >= TOP


@pytest.mark.parametrize(("language", "theme", "screen"), all_pairs([*LOCALES], THEMES, ["laptop", "phone", "hall"]))
def test_a_picked_cell_speaks_in_the_headline_of_its_map(new_page, app_url, language, theme, screen):
    """The map stays where it is, and so does the headline in its size."""
    hall = "?view=projector" if screen == "hall" else ""
    page = opened(new_page, f"{app_url}/landscapes{hall}", language, theme, screen)
    figure, headline = page.locator(MAP), page.locator("[data-testid=stMain] h2").first
    expect(figure).to_be_visible()
    settle(page)
    size = headline.evaluate(SIZE)
    if screen == "phone":
        # An emulated finger points at nothing, and Plotly picks what one points at.
        page.goto(f"{app_url}/landscapes?cell=52")
    else:
        point_and_click(page, 4.5 / 8, 1.5 / 8)
    expect(page).to_have_url(re.compile("cell=52"))
    expect(headline).to_contain_text(re.compile("32 more of 500|多认对 32"))
    expect(page.locator(".st-key-map .shapelayer path")).to_have_count(2)
    settle(page)
    assert headline.evaluate(SIZE) == size
    for _visit in range(2):
        assert out_of_view(page, MAP, "[data-testid=stMain] h2") == []
        assert page.evaluate(SEEN, MAP) >= figure.bounding_box()["height"] - 1
        if hall:
            assert words_in_view(page) <= FEW
        # A link to it shows as much.
        page.reload()
        expect(figure).to_be_visible()
        settle(page)


def point_and_click(page: Page, across: float, down: float) -> None:
    """Click on the map, at these shares of its width and height."""
    box = page.locator(".st-key-map .nsewdrag").bounding_box()
    x, y = box["x"] + across * box["width"], box["y"] + down * box["height"]
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    expect(page.locator(".st-key-map .hoverlayer .hovertext")).to_be_visible()
    page.mouse.click(x, y)


@pytest.fixture(scope="module")
def newest(engine) -> list[str]:
    """Train two runs, which are the first of the table of runs as long as nothing else runs."""
    rows = kdviz.compare("classic", "logits", **FEW_STEPS, first_seed=900)
    wanted = {row.result.experiment for row in rows}
    return [record.run_id[:8] for record in kdviz.History().runs() if record.experiment in wanted]


@pytest.mark.parametrize(
    ("runs", "language", "theme", "screen"), all_pairs([1, 2], [*LOCALES], THEMES, ["laptop", "phone"])
)
def test_what_ticking_runs_brings_stands_under_their_table(
    new_page, app_url, kept, newest, runs, language, theme, screen
):
    page = opened(new_page, f"{app_url}/runs?select={','.join(newest[: runs - 1])}", language, theme, screen)
    tick(page, runs - 1)
    figure = ".st-key-one_curves" if runs == 1 else ".st-key-compared"
    expect(page.locator(f"{figure} .cartesianlayer").first).to_be_visible()
    settle(page)
    assert out_of_view(page, ".st-key-runs", f":has(+ {figure}) [data-testid=stMarkdownContainer]") == []
    assert page.evaluate(SEEN, f"{figure} .js-plotly-plot") >= TOP


SIZE = "one => getComputedStyle(one).fontSize"
# Pixels of a figure's height that are seen; on a phone the way to the other pages lies over the lower end.
SEEN = """(selector) => {
    const { top, bottom } = document.querySelector(selector).getBoundingClientRect()
    const ways = document.querySelector(".st-key-navigation").getBoundingClientRect().top
    const low = innerWidth < 641 ? ways : innerHeight
    return Math.min(bottom, low) - Math.max(top, 0)
}"""
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
