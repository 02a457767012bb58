import re
from urllib.parse import parse_qs, urlencode, urlparse

import pytest
from playwright.sync_api import expect

from kdviz.i18n import Translator
from kdviz.web.session.literal import JOINER
from tests.browser.ways import QUICK, run
from tests.drawn import numbers

pytestmark = pytest.mark.xdist_group("browser")


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


def test_the_browser_s_language_is_spoken_and_the_menu_changes_it(open_page):
    chinese = Translator("zh_CN")
    page = open_page(locale="zh-CN")
    expect(page.get_by_role("heading", name=chinese("Can a big network's doubt help a small one?"))).to_be_visible()
    assert parse_qs(urlparse(page.url).query)["lang"] == ["zh_CN"]
    # Streamlit calls its own controls in English.
    lists = page.locator("[data-testid=stSelectbox]")
    expect(lists.get_by_role("button", name="打开列表").first).to_be_visible()
    expect(lists.get_by_role("button", name="Open", exact=True)).to_have_count(0)
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
