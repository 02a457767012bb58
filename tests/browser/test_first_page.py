import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from kdviz.i18n import Translator

QUICK = "teacher=16&teacher_steps=40&steps=20&seeds=3"
FIGURES = ("dots", "cost", "sample", "softened")
RACE = ".race-plot"


@pytest.fixture
def open_page(new_page, app_url):
    """Open the first page and wait until it can be used."""

    def opened(query: str = "", **context) -> Page:
        page = new_page(f"{app_url}/?{query}", **context)
        expect(page.locator(".st-key-run button")).to_be_enabled()
        return page

    return opened


def run(page: Page) -> None:
    page.locator(".st-key-run button").click()
    for name in FIGURES:
        expect(page.locator(f".st-key-{name} .js-plotly-plot")).to_be_visible()
    expect(page.locator(".race-replay")).to_be_visible()


def drawn(page: Page, name: str) -> list[list[float]]:
    """Return the y values that the browser holds for each trace of a figure."""
    where = RACE if name == "race" else f".st-key-{name} .js-plotly-plot"
    return page.locator(where).evaluate("plot => plot._fullData.map(trace => Array.from(trace.y || [], Number))")


def test_a_person_opens_runs_and_reads_the_verdict(open_page):
    page = open_page(QUICK, locale="en-US", viewport={"width": 1440, "height": 900})
    run(page)
    expect(page.get_by_text(re.compile("given this teacher|No arm learned"))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile(r"[+−]?\d+\.\d points"))).to_be_visible()
    lines = drawn(page, "race")
    assert len(lines) == 2 * 3 * 3, "accuracy and loss of three arms: a band, the seeds, their mean"
    assert all(len(line) > 5 and max(line) > min(line) for line in lines)


def test_another_seed_draws_other_figures(open_page):
    page, other = open_page(QUICK), open_page(f"{QUICK}&first_seed=9")
    run(page)
    run(other)
    for name in ("race", "softened", "cost"):
        assert drawn(page, name) != drawn(other, name), name


def test_a_phone_shows_everything_without_scrolling_sideways(open_page):
    page = open_page(QUICK, viewport={"width": 390, "height": 844}, color_scheme="dark")
    run(page)
    wider = page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth - main.clientWidth")
    assert wider == 0
    for name in FIGURES:
        box = page.locator(f".st-key-{name} .js-plotly-plot").bounding_box()
        assert box is not None, name
        assert 0 <= box["x"] < box["x"] + box["width"] <= 390, name


def test_the_browser_s_language_is_spoken_and_the_menu_changes_it(open_page):
    chinese = Translator("zh_CN")
    page = open_page(locale="zh-CN")
    expect(page.get_by_role("heading", name=chinese("Does a teacher help a small network?"))).to_be_visible()
    assert parse_qs(urlparse(page.url).query)["lang"] == ["zh_CN"]
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", name="Does a teacher help a small network?")).to_be_visible()


def test_a_network_can_be_typed_and_its_size_follows(open_page):
    page = open_page(locale="en-US")
    box = page.locator(".st-key-knob_student input")
    box.fill("3xx4")
    box.press("Enter")
    expect(page.get_by_text("Student network is 3xx4: allowed are widths")).to_be_visible()
    expect(page.locator(".st-key-run button")).to_be_disabled()
    box.fill("9x9")
    box.press("Enter")
    expect(page.get_by_text("775 parameters")).to_be_visible()
    expect(page.locator(".st-key-run button")).to_be_enabled()
    expect(page).to_have_url(re.compile("student=9x9"))
