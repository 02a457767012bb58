"""The home page in a real browser: its five states, what is in them, and its students trained in place."""

import math
import re

import pytest
from playwright.sync_api import Page, expect

from kdviz.i18n import ENGLISH
from kdviz.store.recordings import RECORDED, RECORDED_RUN, recording
from kdviz.verdicts.run import headline
from kdviz.web.routes.files import path
from tests.walk.checks import (
    broken,
    controls_in_view,
    foreign,
    inaccessible,
    out_of_view,
    overflowing,
    share_in_view,
    small_targets,
    unnamed,
    unreadable,
    words_in_view,
)
from tests.walk.pairs import all_pairs
from tests.walk.test_pages import LAPTOP, LOCALES, THEMES
from tests.walk.test_view import FEW, SCREENS

# Words and controls of the first screen with the head, those of the page's own part, and how much of it is picture.
WORDS, CONTROLS, OWN, PICTURE = 60, 12, 8, 0.5
# Words of any later state, and how many of 500 the two recorded students get right at their end.
MOST, RIGHT = 80, [round(500 * recording(RECORDED).arms[arm].accuracy[0]) for arm in ("hard", "distilled")]
STILL = "[data-testid=story][data-moving=false]"
# What the page holds, without what the reader is asked.
HELD = """() => {
    const story = document.querySelector(".story").cloneNode(true)
    story.querySelectorAll(".story-said, .story-spoken").forEach((one) => one.remove())
    return story.outerHTML
}"""
# Where the slider stands, and in each frame until nothing moves how far that is from what is drawn.
HEAT = "() => Number(document.querySelector('.story-heat input').value)"
APART = """() => new Promise((done) => {
    const story = document.querySelector(".story"), slider = document.querySelector(".story-heat input"), apart = []
    const look = () => {
        apart.push(Math.abs(Number(slider.value) - story.shown.heat))
        if (story.dataset.moving === "false" && apart.length > 1) done(apart)
        else requestAnimationFrame(look)
    }
    look()
})"""
# Keeps all that is spoken from now on.
LISTEN = """() => {
    const spoken = document.querySelector(".story-spoken")
    window.heard = []
    new MutationObserver(() => window.heard.push(spoken.textContent)).observe(spoken, { childList: true })
}"""
COUNTS = "() => document.querySelector('.story').shown.counts"
# Each pair of counts that was drawn, until nothing moves.
WATCH = """() => new Promise((done) => {
    const story = document.querySelector(".story"), seen = new Set()
    const look = () => {
        seen.add(story.shown.counts.join())
        if (story.dataset.moving === "false") done([...seen])
        else requestAnimationFrame(look)
    }
    look()
})"""


def home(new_page, app_url: str, query: str = "", **settings) -> Page:
    page = new_page(f"{app_url}/{query}", **{"locale": "en-US", **settings})
    expect(page.locator(STILL)).to_be_visible()
    return page


def said(page: Page) -> str:
    return page.locator(".story-said").inner_text()


def answer(page: Page, digit: int) -> None:
    page.locator(".story-digits button").nth(digit).click()
    expect(page.locator("[data-testid=story][data-state='2']")).to_be_visible()
    expect(page.locator(STILL)).to_be_visible()


@pytest.mark.parametrize(("language", "theme", "screen"), all_pairs([*LOCALES], THEMES, ["laptop", "phone", "hall"]))
def test_the_story_is_told_in_five_states(new_page, app_url, language, theme, screen):
    hall = screen == "hall"
    settings = {"locale": LOCALES[language], "color_scheme": theme, "reduced_motion": "reduce", **SCREENS[screen]}
    page = home(new_page, app_url, "?view=projector" if hall else "", **settings)
    faults: list[str] = []

    def look(*seen: str) -> None:
        """Look at a state: what is said, the picture, and what leads on stand on one screen, and all is well."""
        expect(page.locator(STILL)).to_be_visible()
        found = [*out_of_view(page, ".story-said", ".story-picture", *seen), *broken(page), *overflowing(page)]
        found += [*unreadable(page, theme), *foreign(page, language), *unnamed(page)]
        found += small_targets(page) if screen == "phone" else []
        if hall and (words := words_in_view(page)) > FEW:
            found.append(f"{words} words")
        faults.extend(f"{said(page)}: {fault}" for fault in found)

    look(".story-digits")
    answer(page, 4)
    look(".story-next")
    page.locator(".story-next").click()
    expect(page.locator(".story-digits")).to_be_visible()
    answer(page, 8)
    look(".story-next")
    page.locator(".story-next").click()
    expect(page.locator(".story-bets")).to_be_visible()
    look(".story-heat", ".story-bets")
    page.locator(".story-bets button").nth(1).click()
    expect(page.locator(".story-next")).to_be_visible()
    look(".story-next", ".story-source")
    assert page.evaluate(COUNTS) == RIGHT
    page.locator(".story-next").click()
    expect(page.locator(".story-lesson")).to_be_visible()
    look(".story-again", ".story-lesson", ".story-source")
    faults += inaccessible(page)
    assert not faults, "\n".join(faults)
    if language == "en":
        assert said(page) == headline(recording(RECORDED), ENGLISH)


def test_the_first_screen_is_a_picture_with_few_words_and_controls(new_page, app_url):
    page = home(new_page, app_url, **LAPTOP)
    assert words_in_view(page) <= WORDS
    assert len(controls_in_view(page)) <= CONTROLS, controls_in_view(page)
    assert len(controls_in_view(page, ".story")) <= OWN
    assert share_in_view(page, ".story-picture") >= PICTURE


def test_nothing_of_an_answer_is_in_the_page_before_the_reader_s(new_page, app_url):
    page = home(new_page, app_url, **LAPTOP)
    before = page.evaluate(HELD)
    assert "73 %" not in before
    answer(page, 4)
    expect(page.locator(".story-picture")).to_have_attribute("aria-label", re.compile("4 73 %, 6 27 %"))
    assert page.evaluate(HELD) != before
    page.locator(".story-next").click()
    expect(page.locator(".story-digits")).to_be_visible()
    expect(page.locator(STILL)).to_be_visible()
    # Another digit, another label, other answers: and the same page.
    page.wait_for_function(f"before => ({HELD})() === before", arg=before)
    answer(page, 9)
    expect(page.locator(".story-more")).to_have_text("The teacher is wrong: 5, then 9.")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_slider_stands_where_the_heat_of_the_picture_is(new_page, app_url, motion):
    page = home(new_page, app_url, reduced_motion=motion)
    page.locator(".story-steps button").nth(2).click()
    expect(page.locator(".story-heat")).to_be_visible()
    apart = page.evaluate(APART)
    assert max(apart) < 0.001
    expect(page.locator(".story-heat output")).to_have_text("temperature 4")
    assert page.evaluate(HEAT) == pytest.approx(math.log(4 / 0.25) / math.log(100 / 0.25))
    page.locator(".story-steps button").first.click()
    expect(page.locator(STILL)).to_be_visible()
    page.locator(".story-steps button").nth(2).click()
    expect(page.locator(STILL)).to_be_visible()
    assert max(page.evaluate(APART)) < 0.001


def test_the_answers_are_spoken_at_the_heat_where_it_ends(new_page, app_url):
    page = home(new_page, app_url)
    page.evaluate(LISTEN)
    page.locator(".story-steps button").nth(2).click()
    spoken = page.locator(".story-spoken")
    expect(spoken).to_have_text(re.compile(r"The teacher's answers at temperature 4: 4 \d+ %"))
    # While it rises nothing is said of it.
    assert [text.count("temperature") for text in page.evaluate("() => window.heard")] == [0, 1]
    page.locator(".story-heat input").focus()
    page.keyboard.press("Home")
    expect(page.locator(".story-heat output")).to_have_text("temperature 1")
    expect(spoken).to_have_text("")


def test_whatever_is_of_the_recording_says_so(new_page, app_url):
    page = home(new_page, app_url, reduced_motion="reduce", **LAPTOP)
    source = page.locator(".story-source")
    expect(source).to_have_text("")
    for step in page.locator(".story-steps button").all()[1:]:
        step.click()
        expect(page.locator(STILL)).to_be_visible()
        expect(source).to_have_text("recorded")
        assert words_in_view(page) <= MOST


@pytest.mark.parametrize("there", [True, False], ids=["recording", "no recording"])
def test_who_comes_to_the_count_at_once_sees_what_the_students_have_learned(new_page, app_url, there):
    page = home(new_page, app_url, **LAPTOP)
    if not there:
        page.route(f"**{path(RECORDED_RUN, 'story')}", lambda route: route.abort())
        page.reload()
        expect(page.locator(STILL)).to_be_visible()
    page.locator(".story-steps button").nth(4).click()
    expect(page.locator(".story-said")).to_have_text(headline(recording(RECORDED), ENGLISH))
    page.wait_for_function(f"right => ({COUNTS})().join() === right.join()", arg=RIGHT)
    page.locator(".story-steps button").nth(3).click()
    page.wait_for_function(f"right => ({COUNTS})().join() !== right.join()", arg=RIGHT)


def test_keys_lead_through_the_story_and_who_wants_nothing_to_move_sees_its_end_at_once(new_page, app_url):
    page = home(new_page, app_url, reduced_motion="reduce")
    # The digits are one stop of the Tab key; who answers is led to the picture.
    page.locator(".story-digits button").first.focus()
    for _digit in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".story-said")).to_have_text("You said 6. The label says 4.")
    expect(page.locator(".story-picture")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".story-said")).to_have_text("And this one?")
    page.keyboard.press("PageDown")
    expect(page.locator(".story-said")).to_have_text("The label says 9.")
    page.keyboard.press("PageUp")
    page.keyboard.press("5")
    expect(page.locator(".story-said")).to_have_text("You said 5. The label says 9.")
    page.keyboard.press("PageDown")
    expect(page.locator(".story-heat output")).to_have_text("temperature 4")
    slider = page.locator(".story-heat input")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".story-heat output")).to_have_text("temperature 1")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^temperature 1: 5 69 %, 9 25 %"))
    page.keyboard.press("PageDown")
    expect(page.locator(".story-spoken")).to_have_text(re.compile("Labels only: 426 of 500 right"))
    page.keyboard.press("PageUp")
    expect(page.locator(".story-bets")).to_be_visible()
    # The dots are one stop of the Tab key.
    page.locator(".story-steps button").nth(2).focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.locator(".story-lesson").click()
    expect(page).to_have_url(re.compile(r"[?&]lesson="))
    expect(page.locator(".st-key-lesson h1")).to_be_visible()
    page.locator(".st-key-navigation").get_by_role("link", name="Learn").click()
    expect(page.locator(STILL)).to_be_visible()
    expect(page).not_to_have_url(re.compile("lesson="))


def test_the_recorded_students_light_up_digit_by_digit_and_then_others_train_in_their_place(new_page, app_url, engine):
    page = home(new_page, app_url, **LAPTOP)
    page.locator(".story-steps button").nth(3).click()
    expect(page.locator("[data-testid=story][data-moving=true]")).to_be_visible()
    seen = page.evaluate(WATCH)
    assert len(seen) > 20, "a picture that moves"
    page.locator(".story-next").click()
    expect(page.locator(".story-source")).to_have_text("recorded")
    page.locator(".story-again").click()
    expect(page.locator(".story-source")).to_have_text("live, on this computer")
    expect(page.locator("[data-testid=story][data-state='5']")).to_be_visible()
    expect(page.locator(".story-again")).to_be_enabled()
    expect(page.locator(".story-again")).to_have_text("Again, live")
    (latest,) = [record for record in engine.history.runs() if record.experiment.first_seed == 8 and record.result][:1]
    expect(page.locator(".story-said")).to_have_text(headline(latest.result, ENGLISH))
    assert page.evaluate(COUNTS) == [round(500 * latest.result.arms[arm].accuracy[0]) for arm in ("hard", "distilled")]
    page.locator(".story-lab").click()
    expect(page).to_have_url(re.compile(rf"/distill\?.*run={latest.run_id}"))
    expect(page.get_by_role("heading", name=headline(latest.result, ENGLISH))).to_be_visible()
