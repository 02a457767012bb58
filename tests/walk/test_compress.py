"""The page Compress as it is used: pipelines trained live, and what each gesture changes on the screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.walk.checks import out_of_view
from tests.walk.test_pages import settle
from tests.walk.test_view import opened

QUICK = "teacher=16&teacher_steps=40&steps=400&seeds=2&labels=30&first_seed=640"
PIPELINES = "train;distill,prune=0.8,tune=teacher:2000"
MARKS = ".st-key-compression .scatterlayer .points path"


@pytest.mark.parametrize("screen", ["laptop", "phone"])
def test_students_are_drawn_as_they_arrive(new_page, app_url, screen):
    page = opened(
        new_page, f"{app_url}/compress?{QUICK}&seeds={len(screen)}&pipelines={PIPELINES}", "en", "light", screen
    )
    page.locator(".st-key-run_compression button").click()
    expect(page.locator(".st-key-stop_compression button")).to_be_visible()
    # Whoever trains from the labels alone is there long before the longest pipeline has ended.
    expect(page.locator(MARKS).first).to_be_visible()
    assert out_of_view(page, ".st-key-stop_compression button") == []
    expect(page.locator(".st-key-compression_afresh button")).to_be_visible()
    settle(page)
    expect(page.get_by_role("heading", level=2).first).to_have_text(re.compile(r"^[\d,]+ of [\d,]+ bytes"))


def test_what_is_chosen_changes_what_is_on_the_screen(new_page, app_url):
    page = opened(new_page, f"{app_url}/compress", "en", "light", "laptop")
    picture, axis = ".st-key-compression .js-plotly-plot", ".st-key-compression .xtitle"
    page.locator(".st-key-compress_bytes").get_by_role("radio", name="gzip").click()
    # For a moment the picture before is there, too.
    expect(page.locator(axis).filter(has_text="gzip").first).to_be_visible()
    expect(page).to_have_url(re.compile("bytes=gzip"))
    settle(page)
    assert out_of_view(page, axis, ".st-key-compress_bytes") == []
    before = page.locator(MARKS).count()
    page.locator(".st-key-compress_controls label").click()
    expect(page).to_have_url(re.compile("controls=no"))
    page.wait_for_function("([marks, n]) => document.querySelectorAll(marks).length < n", arg=[MARKS, before])
    page.locator(".st-key-fold_budget summary, [class*=st-key-fold_budget] summary").first.click()
    page.locator(".st-key-budget_macs input").fill("5000")
    page.locator(".st-key-budget_macs input").press("Enter")
    expect(page).to_have_url(re.compile("macs=5000"))
    settle(page)
    assert out_of_view(page, ".st-key-budget_macs") == []
    expect(page.locator(picture)).to_have_count(1)
