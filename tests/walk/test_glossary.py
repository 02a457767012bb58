"""The glossary in a real browser: opened from “?”, every term with a miniature that answers its slider."""

import math

import pytest
from playwright.sync_api import Page, expect

from kdviz.web.components.glossary.terms import TERMS
from tests.walk.checks import foreign, inaccessible, overflowing, small_targets, unreadable
from tests.walk.test_pages import LAPTOP, LOCALES, PHONE, settle

# What a miniature draws: the heights of its bars, and how each looks.
BARS = """svg => [...svg.querySelectorAll("rect")].map((bar) =>
    [Number(bar.getAttribute("height")), bar.className.baseVal])"""


def opened(new_page, url: str, language: str, theme: str, screen) -> Page:
    page = new_page(url, locale=LOCALES[language], color_scheme=theme, **screen)
    expect(page.locator("h1").first).to_be_visible()
    settle(page)
    page.locator(".frame-ask").click()
    page.locator(".glossary > summary").click()
    return page


@pytest.mark.parametrize(("language", "theme", "screen"), [("en", "light", LAPTOP), ("zh_CN", "dark", PHONE)])
def test_every_term_has_a_miniature_that_answers_its_slider(new_page, app_url, language, theme, screen):
    page = opened(new_page, f"{app_url}/", language, theme, screen)
    for term in TERMS:
        place = page.locator(f"[data-term={term.name}]")
        place.locator("summary").click()
        svg, slider = place.locator("svg"), place.locator("input")
        expect(svg).to_be_in_viewport()
        before = svg.evaluate(BARS)
        assert len(before) > 0
        assert all(0 <= height <= 82 for height, _look in before)
        said = svg.get_attribute("aria-label")
        slider.focus()
        page.keyboard.press("End")
        if svg.get_attribute("aria-label") == said:
            page.keyboard.press("Home")
        assert svg.evaluate(BARS) != before, term.name
        assert svg.get_attribute("aria-label") == place.locator("output").text_content() != said
    # One is open at a time.
    expect(page.locator(".glossary details[open]")).to_have_count(1)
    faults = [*unreadable(page, theme), *overflowing(page), *foreign(page, language), *inaccessible(page)]
    faults += small_targets(page) if screen is PHONE else []
    assert not faults, "\n".join(faults)
    page.keyboard.press("Escape")
    expect(page.locator(".glossary, .frame-notes")).to_have_count(0)


def test_the_glossary_is_there_on_other_pages_and_says_what_softening_is(new_page, app_url):
    page = opened(new_page, f"{app_url}/runs", "en", "light", LAPTOP)
    page.locator("[data-term=temperature] > summary").click()
    heights = [height for height, _look in page.locator("[data-term=temperature] svg").evaluate(BARS)]
    powers = [math.exp(score) for score in (7, 5.9, 4.4, 1.8, 0.2)]
    assert heights == pytest.approx([79 * power / sum(powers) for power in powers], rel=1e-6)
