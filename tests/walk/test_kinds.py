"""Kinds in a real browser: they race live to a ranking, and their cards say what they do."""

import math
import re

import pytest
from playwright.sync_api import Page, expect

from kdviz.i18n import Translator

QUICK = "labels=30&teacher=16&teacher_steps=40&seeds=3"
PLOT = "[data-testid=race]"
# The lines that are drawn while the kind `name`, called `title`, trains.
LIVE = """([title, name]) => {
    const root = document.querySelector("[data-testid=race]"), said = root?.previousElementSibling.textContent
    const lines = root?.curves?.lines ?? [], last = lines.at(-1)
    return said?.startsWith(`${title}: The students learn: step `) && last?.name === name
        && last.of.accuracy.mean.length && lines.map(({ name, of }) => [name, of.accuracy.mean])
}"""
MEANS = "root => root.curves.lines.map(({ name, of }) => [name, of.accuracy.mean])"


def run(page: Page) -> None:
    expect(page.locator(".st-key-run_kinds button")).to_be_enabled()
    page.keyboard.press("Control+Enter")


def live(page: Page, title: str, name: str) -> dict[str, list[float]]:
    return dict(page.wait_for_function(LIVE, arg=[title, name]).json_value())


def test_kinds_race_live_to_a_ranking(new_page, app_url):
    sockets: list[str] = []
    page = new_page(
        f"{app_url}/kinds?{QUICK}&steps=900&kinds=classic,logits,hint&first_seed=70",
        heard=lambda socket: sockets.append(socket.url),
        locale="en-US",
    )
    run(page)
    first = live(page, "Classic distillation", "classic")
    assert [*first] == ["hard", "classic"]
    assert [*live(page, "Logit matching", "logits")] == ["hard", "classic", "logits"], "what has ended stays"
    expect(page.locator(".st-key-kinds_afresh")).to_be_visible()
    expect(page.locator(".st-key-ranking .js-plotly-plot .cartesianlayer").first).to_be_visible()
    page.locator(".st-key-race_again summary").click()
    expect(page.locator(f"{PLOT} .curves-legend button")).to_have_count(4)
    ended = dict(page.locator(PLOT).evaluate(MEANS))
    assert [*ended] == ["hard", "classic", "logits", "hint"]
    assert all(math.isfinite(value) for means in ended.values() for value in means)
    assert len({tuple(means) for means in ended.values()}) == 4
    followed = {url.partition("?")[0] for url in sockets if "/live/" in url}
    assert len(followed) == 3, "one run after the other"
    assert ended["classic"][: len(first["classic"])] == pytest.approx(first["classic"]), "what was live is kept"
    page.locator(".st-key-ranking_table button").click()
    expect(page.locator("[data-testid=stPopoverBody] [data-testid=stDataFrame]")).to_be_visible()
    expect(page).to_have_url(re.compile(r"race=[0-9a-f]{8}(%2C|,)[0-9a-f]{8}(%2C|,)[0-9a-f]{8}"))


def test_a_card_says_what_a_kind_does_and_opens_it_in_distill(new_page, app_url):
    chinese = Translator("zh_CN")
    page = new_page(f"{app_url}/kinds?{QUICK}&steps=20&kinds=classic,ensemble&lang=zh-CN")
    run(page)
    expect(page.locator(".st-key-ranking .js-plotly-plot .cartesianlayer").first).to_be_visible()
    expect(page.locator(".st-key-cards .flows")).to_contain_text(chinese("their average"))
    # While the page is drawn anew a click would be lost.
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    page.locator(".st-key-card_more summary").click()
    page.locator(".st-key-open_ensemble button").click()
    # The language goes along, and so does the run.
    expect(page).to_have_url(re.compile(r"/distill\?.*kind=ensemble.*lang=zh_CN.*run="))
    expect(page.locator(".st-key-run button")).to_contain_text(chinese("Run"))


def test_every_race_has_a_guess_of_its_own(new_page, app_url):
    page = new_page(f"{app_url}/kinds?{QUICK}&steps=20&first_seed=170", locale="en-US")
    page.locator(".st-key-kinds_bet input").click()
    page.get_by_role("option", name="Labels only").click()
    # When the list closes, it takes the focus back.
    expect(page.get_by_role("option")).to_have_count(0)
    page.locator(".guess-mark").press("End")
    page.locator(".guess-mark").press("Enter")
    expect(page).to_have_url(re.compile("guess=150%2C10"))
    page.locator(".st-key-run_kinds button").click()
    expect(page.locator(".guess")).to_have_count(0)
    expect(page.locator(".st-key-guessed_dots .cartesianlayer").first).to_be_visible()
    page.locator(".st-key-kinds_challenger input").click()
    page.get_by_role("option", name="Logit matching").click()
    expect(page.locator(".guess-value")).to_have_text("0 ± 10")
    expect(page.locator(".guess-lock")).to_have_attribute("aria-pressed", "false")
