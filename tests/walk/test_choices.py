"""What the reader has set stays set in a real browser: over pages, folded away, and in other words."""

import re

from playwright.sync_api import Page, expect

from kdviz.i18n import Translator
from tests.browser.ways import go_to
from tests.walk.test_pages import settle


def choose(page: Page, key: str, words: str) -> None:
    """Choose from a list by typing: it opens at a key, not where its field is merely filled in.

    Its list closes where the page still answers to what was set before.
    """
    settle(page)
    page.locator(f".st-key-{key} input").click()
    page.keyboard.type(words)
    page.get_by_role("option", name=words).click()


def fold(page: Page, key: str = "others") -> None:
    """Fold the other settings up or out; while the page is being drawn a click would be lost."""
    settle(page)
    page.locator(f".st-key-{key} summary").first.click()


def type_number(page: Page, key: str, number: int) -> None:
    page.locator(f".st-key-{key} input").fill(str(number))
    page.keyboard.press("Enter")


def speak_chinese(page: Page) -> None:
    page.locator(".st-key-language button").get_by_text("简体中文").click()
    expect(page).to_have_url(re.compile("lang=zh_CN"))


def test_what_is_set_stays_over_pages_folds_and_languages(new_page, app_url):
    page = new_page(f"{app_url}/distill", locale="en-US")
    fold(page)
    fold(page, "rest")
    type_number(page, "knob_steps", 300)
    expect(page).to_have_url(re.compile("steps=300"))
    choose(page, "knob_optimizer", "SGD")
    expect(page).to_have_url(re.compile("optimizer=sgd"))
    fold(page)
    expect(page.locator(".st-key-knob_steps")).to_have_count(0)
    go_to(page, "Runs")
    expect(page).to_have_url(re.compile("/runs"))
    go_to(page, "Temperature")
    expect(page).to_have_url(re.compile("/lab.*optimizer=sgd.*steps=300"))
    go_to(page, "Train")
    fold(page)
    fold(page, "rest")
    expect(page.locator(".st-key-knob_steps input")).to_have_value("300")
    choose(page, "knob_dataset", "Two moons")
    expect(page).to_have_url(re.compile("dataset=moons"))
    speak_chinese(page)
    fold(page)
    fold(page, "rest")
    type_number(page, "knob_steps", 310)
    expect(page).to_have_url(re.compile("dataset=moons.*optimizer=sgd.*steps=310"))
    assert page.locator("[data-testid=stException]").count() == 0


def test_what_is_chosen_stays_where_its_words_change(new_page, app_url):
    # The browser answers with the words of what is chosen, as it knew them.
    page = new_page(f"{app_url}/landscapes", locale="en-US")
    fold(page, "more")
    choose(page, "axis_1", "Labelled images")
    expect(page).to_have_url(re.compile("axis1=labels"))
    speak_chinese(page)
    # Another language's fold is another one.
    fold(page, "more")
    expect(page.locator(".st-key-axis_1 label").first).to_have_text(Translator("zh_CN")("First axis"))
    # A click on what is being drawn would be lost.
    settle(page)
    page.locator(".st-key-axis_1_values input").click()
    page.keyboard.type("33")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"axis1=labels%3A10%2C.*33"))
