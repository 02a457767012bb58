import math
import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlencode, urlparse

import pytest
from playwright.sync_api import Page, expect

from kdviz.i18n import Translator
from kdviz.web.session.literal import JOINER
from tests.drawn import figure, numbers
from tests.web.inventory import FIGURES

pytestmark = pytest.mark.xdist_group("browser")

QUICK = "teacher=16&teacher_steps=40&steps=20&seeds=3"
PLANE = f"{QUICK}&dataset=gaussians&labels=20"


@pytest.fixture
def open_page(new_page, app_url):
    """Open the page Train and wait until it can be used."""

    def opened(query: str = "", **context) -> Page:
        page = new_page(f"{app_url}/distill?{query}", **context)
        expect(page.locator(".st-key-run button")).to_be_enabled()
        return page

    return opened


def run(page: Page, shown: Iterable[str] = ("curves", "dots", "knowledge", "cost")) -> None:
    """Press Run and wait until everything is drawn."""
    page.locator(".st-key-run button").click()
    for name in shown:
        expect(figure(page, name)).to_be_visible()
    expect(page.locator(".run-replay")).to_be_visible()
    expect(page.locator("[data-shares]")).to_be_visible()


def test_a_person_opens_runs_and_reads_the_verdict_and_the_numbers_behind_it(open_page):
    page = open_page(QUICK, locale="en-US", viewport={"width": 1440, "height": 900})
    run(page)
    expect(
        page.get_by_role("heading", name=re.compile(r"of 500 digits right\.$|We can't tell|was learned"))
    ).to_be_visible()
    lines = numbers(page, "curves")
    assert len(lines) == 3 * (2 + 3 + 1), "accuracy of three arms: a band, three seeds, their mean"
    seen = [line for line in lines if line]
    assert len(seen) == 2 * (2 + 3 + 1), "the control is not asked for"
    assert all(len(line) > 5 and max(line) > min(line) for line in seen)
    # The numbers behind a figure are a click away.
    for name in ("curves", "dots", "knowledge", "cost"):
        expect(page.locator(f".st-key-{name}_table")).to_be_visible()
    page.locator(".st-key-dots_table button").click()
    expect(page.locator("[data-testid=stPopoverBody] [data-testid=stDataFrame]")).to_be_visible()


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


def test_the_browser_s_language_is_spoken_and_the_menu_changes_it(open_page):
    chinese = Translator("zh_CN")
    page = open_page(locale="zh-CN")
    expect(page.get_by_role("heading", name=chinese("Can a big network's doubt help a small one?"))).to_be_visible()
    assert parse_qs(urlparse(page.url).query)["lang"] == ["zh_CN"]
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", name="Can a big network's doubt help a small one?")).to_be_visible()


def test_a_network_can_be_typed_and_its_size_follows(open_page):
    page = open_page(locale="en-US")
    page.get_by_text("More settings").click()
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


MARKUP = (
    "![p](http://evil.example/PIX)",
    "[Log in](http://evil.example)",
    "http://evil.example www.evil.example a@evil.example",
    "<img src=x> &lt;i&gt; <!-- c -->",
    "**b** __i__ ~~s~~ `c` $x^2$ \\*",
    ":red[x] :material/home: :streamlit: :smile: :100: a -> b -- c",
    "1. # h - l",
)


def test_nothing_that_a_link_says_is_markup(open_page):
    page = open_page(urlencode({"lock": "/".join(MARKUP[:2]), "run": MARKUP[2], "kind": MARKUP[3]}), locale="en-US")
    more = open_page(urlencode({"scene": MARKUP[4], "dataset": MARKUP[5], "temperature": MARKUP[6]}), locale="en-US")
    said = ""
    for alerts in (page.get_by_role("alert"), more.get_by_role("alert")):
        expect(alerts).to_have_count(3)
        assert alerts.locator("a, img, code, em, strong, del, h1, li, [class*=katex], [role=img], p span").count() == 0
        said += "\n".join(alerts.all_inner_texts())
    for text in MARKUP:
        assert text in said.replace(JOINER, ""), text


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
