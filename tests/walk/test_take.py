"""Take it with you in a browser: speed is measured, and load on a server is begun and stopped."""

import re

import pytest
from playwright.sync_api import expect

from kdviz.i18n import Translator
from tests.walk.checks import out_of_view
from tests.walk.test_pages import settle
from tests.walk.test_view import opened


@pytest.mark.parametrize(("language", "screen"), [("en", "laptop"), ("zh_CN", "phone")])
def test_speed_and_load_are_measured(new_page, app_url, kept, language, screen):
    page = opened(new_page, f"{app_url}/runs?select={kept.run[:8]}", language, "light", screen)
    page.locator(".st-key-take summary").click()
    parts = page.locator(".st-key-take_what").get_by_role("radio")
    expect(parts).to_have_count(3)
    parts.nth(1).click()
    expect(page.locator(".st-key-take_make button")).to_have_text(re.compile(Translator(language)("Measure")))
    page.locator(".st-key-take_make button").click()
    expect(page.locator(".st-key-take_again button")).to_be_visible()
    expect(page.locator(".st-key-take [data-testid=stDataFrame]")).to_be_visible()
    parts.nth(2).click()
    page.locator(".st-key-take_make button").click()
    stop = page.locator(".st-key-take_stop button")
    expect(stop).to_be_visible()
    settle(page)
    assert out_of_view(page, ".st-key-take_stop button") == []
    stop.click()
    expect(page.locator(".st-key-take_make button")).to_be_visible()
