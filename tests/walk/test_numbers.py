"""Numbers that are typed the way people write them: with a comma, with an exponent, or not at all."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.walk.test_choices import fold

MENDED = "() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/numbers/numbers.js'))"


def put(page: Page, name: str, text: str, leave: str = "Enter", *, pasted: bool = False) -> None:
    field = page.locator(f".st-key-knob_{name} input")
    field.click(click_count=3)
    if pasted:
        page.keyboard.insert_text(text)
    else:
        page.keyboard.type(text)
    page.keyboard.press(leave)


@pytest.fixture
def open_page(new_page, app_url):
    def opened(locale: str = "en-US", language: str = "en") -> Page:
        page = new_page(f"{app_url}/distill?lang={language}", locale=locale)
        fold(page)
        fold(page, "rest")
        expect(page.locator(".st-key-knob_learning_rate input")).to_have_value("0.01")
        # Of a cold server the module that reads commas may come after the first field.
        page.wait_for_function(MENDED)
        expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
        return page

    return opened


@pytest.mark.parametrize(
    ("locale", "language", "said"),
    [
        ("en-US", "en", "The field keeps 0.06: it takes one number at a time. "),
        ("de-DE", "zh_CN", "这里仍为 0.06：一次只能输入一个数。"),
    ],
)
def test_a_decimal_comma_is_a_decimal_point_and_two_numbers_are_none(open_page, locale, language, said):
    page = open_page(locale, language)
    for count, text in enumerate(("0,02", "0.03", "4e-2", ",05", "6,0e-2"), 2):
        put(page, "learning_rate", text, "Tab" if count % 2 else "Enter", pasted=count == 2)
        expect(page).to_have_url(re.compile(rf"[?&]learning_rate=0\.0{count}(&|$)"))
        expect(page.locator(".st-key-knob_learning_rate input")).to_have_value(f"0.0{count}")
    put(page, "learning_rate", "1e")
    expect(page.locator(".st-key-knob_learning_rate [role=alert]")).to_have_text(re.compile(f"^{said}"))


def test_what_is_no_number_or_not_whole_leaves_what_was_and_says_so(open_page):
    page = open_page()
    said = page.locator(".st-key-knob_learning_rate [role=alert]")
    for text in ("1e", "1,2,3", "1.234,5", "1,234.5", "1e400", "--"):
        for leave in ("Enter", "Tab"):
            put(page, "learning_rate", "0,02")
            expect(said).to_have_count(0)
            put(page, "learning_rate", text, leave)
            expect(page.locator(".st-key-knob_learning_rate input")).to_have_value("0.02")
            expect(said).to_have_text(re.compile("^The field keeps 0.02: it takes one number at a time. "))
    put(page, "first_seed", "7")
    expect(page).to_have_url(re.compile(r"first_seed=7"))
    expect(page).to_have_url(re.compile(r"learning_rate=0\.02"))
    # A whole number is never cut down to one.
    for text in ("2,5", "2,500"):
        put(page, "steps", text)
        expect(page.get_by_text("allowed is a whole number from 1 to 20000")).to_be_visible()
        expect(page.locator(".st-key-run button")).to_be_disabled()
    put(page, "steps", "1e3")
    expect(page).to_have_url(re.compile(r"[?&]steps=1000(&|$)"))
    expect(page.locator(".st-key-run button")).to_be_enabled()
    page.locator(".st-key-knob_steps input").press("ArrowUp")
    expect(page).to_have_url(re.compile(r"[?&]steps=1010(&|$)"))


def test_what_is_being_typed_stays_while_the_page_answers_to_something_else(open_page):
    page = open_page()
    field = page.locator(".st-key-knob_learning_rate input")
    put(page, "steps", "300")
    field.click(click_count=3)
    page.keyboard.type("0.02")
    expect(page).to_have_url(re.compile("steps=300"))
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    expect(field).to_have_value("0.02")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"learning_rate=0\.02"))
