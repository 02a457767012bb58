"""On every page that asks for a guess: the answer is nowhere before, and both stand in one picture afterwards."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.walk.test_pages import LOCALES, open_settings, settle
from tests.walk.test_view import opened

QUICK = "teacher=16&teacher_steps=40&steps=20&seeds=3&labels=30&first_seed=730"
# What is asked for, and where its button and its finding stand.
PAGES = {
    "landscapes": (f"{QUICK}&axis1=alpha:0.5,0.9", "run_sweep", "map"),
    "kinds": (f"{QUICK}&kinds=classic,logits", "run_kinds", "ranking"),
    "attack": ("study=steal&teacher=16&teacher_steps=40&seeds=2&first_seed=730", "run_attack", "attacked"),
    "compress": (f"{QUICK}&student=8&pipelines=train;distill,prune=0.8,quantize=4", "run_compression", "compression"),
}
EVERYTHING = "() => document.documentElement.outerHTML"


def commit(page: Page, key: str) -> None:
    mark = page.locator(".guess-mark")
    mark.press(key)
    mark.press("Enter")
    expect(page.locator(".guess-lock")).to_have_attribute("aria-pressed", "true")


def ask(page: Page, name: str) -> None:
    """Let the page ask for a number: Methods asks first who wins."""
    if name == "kinds":
        page.locator(".st-key-kinds_bet input").click()
        page.get_by_role("option").nth(1).click()
        # When the list closes, it takes the focus back.
        expect(page.get_by_role("option")).to_have_count(0)
    expect(page.locator(".guess-question")).to_be_visible()


def run(page: Page, button: str, chart: str) -> None:
    page.locator(f".st-key-{button} button").click()
    # For a moment it may be there twice: as it was, and as it is.
    expect(page.locator(f".st-key-{chart} .cartesianlayer").last).to_be_visible()
    expect(page.locator("[class*=afresh] button").filter(visible=True).first).to_be_visible()
    settle(page)


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("name", PAGES)
def test_what_is_guessed_at_is_nowhere_before_also_where_it_is_kept(new_page, app_url, name, language):
    asked, button, chart = PAGES[name]
    address = f"{app_url}/{name}?{asked}"
    page = opened(new_page, address, language, "light", "laptop")
    run(page, button, chart)
    assert page.locator(".guess-mark").count() == 0, "it is seen"
    finding = page.get_by_role("heading", level=2).first.inner_text()
    page = opened(new_page, address, language, "light", "laptop")
    ask(page, name)
    settle(page)
    assert finding not in page.evaluate(EVERYTHING)
    commit(page, "End")
    run(page, button, chart)
    said = page.get_by_text(re.compile(r"You said \+140 to \+160|你猜 \+140"))
    expect(said.filter(visible=True).first).to_be_visible()
    expect(page.locator(".st-key-guessed_dots .cartesianlayer").last).to_be_visible()
    expect(page.locator("[class*=st-key-why_] [role=radio], [class*=st-key-why_] input[type=radio]")).to_have_count(3)


@pytest.mark.parametrize("screen", ["laptop", "phone"])
def test_who_expects_no_difference_says_so_with_one_click(new_page, app_url, screen):
    page = opened(new_page, f"{app_url}/distill?{QUICK}", "en", "light", screen)
    expect(page.locator(".guess-value")).to_have_text("0 ± 10")
    page.locator(".guess-lock").click()
    expect(page.locator(".guess-lock")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"guess=0(,|%2C)10"))


def test_a_mark_that_moves_is_no_guess_any_more(new_page, app_url):
    page = opened(new_page, f"{app_url}/distill?{QUICK}", "en", "light", "laptop")
    commit(page, "End")
    expect(page).to_have_url(re.compile(r"guess=150(,|%2C)10"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".guess-lock")).to_have_attribute("aria-pressed", "false")
    expect(page).not_to_have_url(re.compile("guess="))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"guess=149(,|%2C)10"))
    open_settings(page)
    page.locator(".st-key-knob_first_seed input").fill("731")
    page.locator(".st-key-knob_first_seed input").press("Enter")
    expect(page.locator(".guess-lock")).to_have_attribute("aria-pressed", "false")
    expect(page).not_to_have_url(re.compile("guess="))
    assert page.locator(".guess-mark").input_value() == "149", "the mark keeps its place"
