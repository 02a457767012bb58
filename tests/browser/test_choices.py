"""What the reader has set stays set in a real browser: over pages, folded away, and in other words."""

import re

import pytest
from playwright.sync_api import Page, expect

from kdviz.i18n import Translator

pytestmark = pytest.mark.xdist_group("browser")


def choose(page: Page, key: str, words: str) -> None:
    page.locator(f".st-key-{key} input").fill(words)
    page.keyboard.press("Enter")


def type_number(page: Page, key: str, number: int) -> None:
    page.locator(f".st-key-{key} input").fill(str(number))
    page.keyboard.press("Enter")


def test_what_is_set_stays_over_pages_folds_and_languages(new_page, app_url):
    chinese = Translator("zh_CN")
    page = new_page(app_url, locale="en-US")
    page.locator(".st-key-others summary").click()
    type_number(page, "knob_steps", 300)
    expect(page).to_have_url(re.compile("steps=300"))
    choose(page, "knob_optimizer", "SGD")
    expect(page).to_have_url(re.compile("optimizer=sgd"))
    page.locator(".st-key-others summary").click()
    expect(page.locator(".st-key-knob_steps")).to_have_count(0)
    page.get_by_role("link", name="Runs").click()
    expect(page).to_have_url(re.compile("/runs"))
    page.get_by_role("link", name="Temperature lab").click()
    expect(page).to_have_url(re.compile("/lab.*optimizer=sgd.*steps=300"))
    page.get_by_role("link", name="Distill").click()
    page.locator(".st-key-others summary").click()
    expect(page.locator(".st-key-knob_steps input")).to_have_value("300")
    page.locator(".st-key-language button").get_by_text("简体中文").click()
    expect(page.locator(".st-key-run button")).to_contain_text(chinese("Run"))
    # Streamlit folds up what is called otherwise.
    page.locator(".st-key-others summary").click()
    # The browser answers with the words of what is chosen, and those were English.
    type_number(page, "knob_steps", 310)
    expect(page).to_have_url(re.compile("steps=310"))
    expect(page).to_have_url(re.compile("optimizer=sgd"))


def test_an_axis_stays_where_another_data_set_calls_it_otherwise(new_page, app_url):
    page = new_page(f"{app_url}/landscapes?axis1=labels:10,20", locale="en-US")
    page.locator(".st-key-shared summary").click()
    choose(page, "knob_dataset", "moons")
    expect(page).to_have_url(re.compile("dataset=moons"))
    page.locator(".st-key-axis_1_values input").fill("10, 30")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"axis1=labels%3A10%2C(\+|%20)30"))
