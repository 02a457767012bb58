"""Every lesson in a browser: answered, skipped, gone back to, in both languages and three widths."""

import re
from itertools import cycle

import pytest
from playwright.sync_api import Page, expect

from kdviz.lessons import lessons
from tests.walk.checks import broken, foreign, overflowing, unreadable
from tests.walk.pairs import all_pairs
from tests.walk.test_pages import HALL, LAPTOP, LOCALES, PHONE, settle

SCREENS = {"laptop": LAPTOP, "phone": PHONE, "hall": HALL}
WAYS = ("first", "last", "skip", "back")
STEP = "[class*=st-key-lesson_step_]"
# What is answered by picking one of several.
PICKED = f"{STEP} :is([role=radiogroup] label:has(input), [data-testid=stButtonGroup] button, .tap button)"
NEXT = ".st-key-lesson_next button"
# The others train in the tests of the page, with smaller runs.
TRAINED = "worth-anything"


def answer(page: Page, way: str) -> bool:
    """Answer the step on show, if it asks anything, and return whether it did."""
    at = 0 if way == "first" else -1
    if page.locator(f"{STEP} .guess").count():
        mark = page.locator(".guess-mark")
        before = mark.input_value()
        # A component that Streamlit puts in anew meanwhile loses the key.
        while mark.input_value() == before:
            mark.press("ArrowRight" if way == "first" else "ArrowLeft")
        mark.press("Enter")
    elif page.locator(f"{STEP} .order").count():
        page.locator(".order-cards li").nth(1).locator("button").nth(at).click()
        page.locator(".order-lock").click()
    elif page.locator(f"{STEP} .st-key-lesson_go").count():
        return False
    elif (picked := page.locator(PICKED).filter(visible=True)).count():
        picked.nth(at).click()
    else:
        return False
    settle(page)
    return True


# Any two of language, screen and way together, the lessons in turn: each in both languages at every step is a test of
# the page's, without a browser.
TURNS = [*zip(lessons(), cycle(all_pairs([*LOCALES], [*SCREENS], WAYS)), strict=False)]


@pytest.mark.parametrize(("name", "turn"), TURNS, ids=[name for name, _turn in TURNS])
def test_a_lesson(new_page, app_url, engine, name, turn):
    language, screen, way = turn
    hall = "&view=projector" if screen == "hall" else ""
    page = new_page(f"{app_url}/?lesson={name}{hall}", locale=LOCALES[language], **SCREENS[screen])
    faults: list[str] = []
    for step in range(len(lessons()[name].steps)):
        expect(page).to_have_url(re.compile(rf"step={step + 1}(&|$)"))
        settle(page)
        if way != "skip" and answer(page, way):
            # What was answered stands in the link.
            expect(page).to_have_url(re.compile("answers="))
        faults += [
            f"step {step + 1}: {fault}" for fault in (*broken(page), *overflowing(page), *foreign(page, language))
        ]
        if step + 1 < len(lessons()[name].steps):
            page.locator(NEXT).click()
    before = page.url
    if way == "back":
        page.locator(".st-key-lesson_back button").click()
        expect(page).to_have_url(re.compile(f"step={len(lessons()[name].steps) - 1}(&|$)"))
        page.locator(NEXT).click()
        expect(page).to_have_url(before)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_step_that_trains_is_done_by_training_and_told_in_view(new_page, app_url, engine, theme):
    page = new_page(f"{app_url}/?lesson={TRAINED}&step=2&answers=20~10", color_scheme=theme, **LAPTOP)
    assert page.locator(NEXT).inner_text().strip().endswith("Skip")
    page.locator(".st-key-lesson_go button").click()
    figure = page.locator(".st-key-lesson_figure .js-plotly-plot")
    expect(figure).to_be_visible()
    settle(page)
    assert page.locator(NEXT).inner_text().strip().endswith("Next")
    expect(figure).to_be_in_viewport()
    expect(page.get_by_text("You said +10 to +30.")).to_be_in_viewport()
    assert [*unreadable(page, theme), *broken(page)] == []


def test_a_sheet_is_printed_with_links_and_without_what_is_around(new_page, app_url, engine):
    page = new_page(f"{app_url}/?lesson=6&sheet=yes", **LAPTOP)
    expect(page.locator(".lesson-sheet img").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".st-key-frame")).to_be_hidden()
    expect(page.locator(".st-key-lesson_foot")).to_be_hidden()
    assert page.locator(".lesson-sheet section").count() == len(lessons()["which-part"].steps)
    page.emulate_media(media="screen")
