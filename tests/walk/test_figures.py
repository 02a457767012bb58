"""The figures of a run: their numbers, and how they follow the reader."""

import math
import re

import pytest
from playwright.sync_api import expect

from tests.browser.ways import QUICK, run
from tests.drawn import numbers
from tests.web.inventory import FIGURES

PLANE = f"{QUICK}&dataset=gaussians&labels=20"


def test_every_figure_holds_finite_numbers_that_vary_and_change_with_the_seed(open_page):
    page, other = open_page(PLANE), open_page(f"{PLANE}&first_seed=9")
    names = FIGURES["distill"]
    run(page, names)
    run(other, names)
    for name in names:
        first, second = numbers(page, name), numbers(other, name)
        values = [number for trace in first for number in trace]
        assert all(math.isfinite(number) for number in values), name
        assert len(set(values)) > 1, name
        assert first != second, name


def test_the_softened_answers_follow_the_temperature_and_the_pick(open_page):
    page = open_page(QUICK, locale="en-US")
    run(page)
    slider = page.locator(".knowledge-slider")
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "T = 0.25")
    cold = numbers(page, "knowledge")
    page.keyboard.press("End")
    expect(page.locator(".knowledge-temperature")).to_have_text("Answers at temperature T = 100")
    hot = numbers(page, "knowledge")
    for sharp, flat in zip(cold, hot, strict=True):
        assert sum(sharp) == pytest.approx(1)
        assert sum(flat) == pytest.approx(1)
        assert max(flat) < max(sharp)
    page.get_by_role("radio", name="fixed by distillation").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("sort=fixed"))
    thumb = page.locator(".gallery-thumbs button").nth(1)
    title = thumb.get_attribute("title")
    assert title is not None
    thumb.click()
    expect(page).to_have_url(re.compile(f"sort=fixed&image={title.rpartition(' ')[2]}(&|$)"))
    expect(page.locator(".knowledge-caption")).to_have_text(title)
    expect(page).to_have_url(re.compile("look=100"))
    again = open_page(page.url.partition("?")[2])
    expect(again.locator(".knowledge-caption")).to_have_text(title)
    expect(again.locator(".knowledge-temperature")).to_have_text("Answers at temperature T = 100")
    expect(again.get_by_role("radio", name="fixed by distillation")).to_be_checked()


def test_attention_maps_follow_the_picked_image_and_are_there_for_convnets_only(open_page):
    page = open_page(QUICK, locale="en-US")
    run(page)
    expect(page.locator("[data-testid=maps]")).to_be_hidden()
    page = open_page(f"{QUICK.replace('16', 'conv:4x6')}&student=conv:3", locale="en-US")
    run(page)
    maps = page.locator("[data-testid=maps]")
    pictures = maps.get_by_role("img")
    expect(pictures).to_have_count(3)
    told = [pictures.nth(place).get_attribute("aria-label") for place in range(3)]
    assert told[0] == "Teacher, attention map of block 1: block 1"
    assert re.fullmatch(r"With teacher, attention map of block 1: \d\.\d\d \(\d\.\d\d–\d\.\d\d\)", told[2] or "")

    def painted() -> list[str]:
        return pictures.evaluate_all("all => all.map(one => one.toDataURL())")

    before = painted()
    page.locator(".gallery-thumbs button").nth(3).click()
    expect(page.locator(".gallery-thumbs button").nth(3)).to_have_attribute("aria-pressed", "true")
    assert all(new != old for new, old in zip(painted(), before, strict=True))
