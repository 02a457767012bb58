"""The temperature lab in a real browser: everything follows the finger, and Python hears what is released."""

import math
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.listening import assert_quiet
from tests.browser.ways import go_to

pytestmark = pytest.mark.xdist_group("browser")

# Typed arrays are written as arrays.
PLAIN = "(_, value) => (ArrayBuffer.isView(value) ? [...value] : value)"
QUICK = "teacher=16&teacher_steps=40&steps=20&seeds=2"


@pytest.fixture
def open_lab(new_page, app_url):
    """Open the lab and wait until it has drawn."""

    def opened(query: str = "", **context) -> Page:
        page = new_page(f"{app_url}/lab?{query}", **{"locale": "en-US", **context})
        expect(page.locator(".lab[data-drawn]")).to_be_visible()
        return page

    return opened


def held(page: Page, name: str) -> list:
    return page.locator(".lab").evaluate(f"(lab, name) => JSON.parse(JSON.stringify(lab.shown[name], {PLAIN}))", name)


def flat(values) -> list[float]:
    return [number for each in values for number in flat(each)] if isinstance(values, list) else [values]


def test_the_picture_follows_the_slider_at_once_and_the_link_on_release(open_lab):
    sent: list[str] = []
    page = open_lab(heard=lambda socket: socket.on("framesent", lambda _frame: sent.append("frame")))
    assert sent
    slider = page.locator(".lab-slider")
    page.locator("[data-subject=loss] > summary").click()
    before = {name: held(page, name) for name in ("shares", "terms", "atlas")}
    hottest = "slider => { slider.value = 400; slider.dispatchEvent(new Event('input')) }"
    # Nothing is asked of the server while the finger moves.
    assert_quiet(page, sent, lambda: slider.evaluate(hottest))
    expect(page.locator(".lab-temperature")).to_have_text("T = 100")
    for name, values in before.items():
        assert held(page, name) != values, name
        assert all(math.isfinite(number) for number in flat(held(page, name))), name
    teacher = held(page, "shares")[0][0]
    assert sum(teacher) == pytest.approx(1)
    assert max(teacher) < max(before["shares"][0][0])
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".lab-temperature")).to_have_text("T = 0.25")
    expect(page).to_have_url(re.compile(r"temperature=0\.25"))
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^T = 0\.25\. The teacher gives \d+ % to \d"))
    again = open_lab(page.url.partition("?")[2])
    expect(again.locator(".lab-temperature")).to_have_text("T = 0.25")


def test_typed_logits_are_checked_beside_the_field_and_the_last_good_picture_stays(open_lab):
    page = open_lab("logits=2%2C1%2C0")
    field, fault = page.locator(".lab-logits"), page.locator(".lab-fault")
    expect(field).to_have_value("2,1,0")
    good = held(page, "shares")
    assert len(good[0][0]) == 3
    for wrong, said in (
        ("2, x", "x is not allowed"),
        ("1e308,-1e308", "1e308 is not allowed. Allowed are numbers from"),
        ("1e400 0", "1e400 is not allowed"),
        ("0x10 1", "0x10 is not allowed"),
        ("Infinity, 1", "Infinity is not allowed"),
        ("2,,1", "no number between"),
        (",2,1", "no number between"),
        ("1,5;2,5", "A comma separates numbers"),
        ("1,5 2,5", "A comma separates numbers"),
        ("5", "One class"),
        (" ".join(["1"] * 1001), "1001 logits"),
    ):
        field.fill(wrong)
        expect(fault).to_contain_text(said)
        assert held(page, "shares") == good
    for right in ("1e6, -1e6", "-1e6;1e6;", "-0 0", "1e-300、0", "2, 1, "):
        field.fill(right)
        expect(fault).to_have_text("")
        # What a picture says of numbers, in words and in places.
        assert not re.search("Infinity|NaN", page.locator(".lab").evaluate("lab => lab.outerHTML + lab.innerText"))
    field.fill("0 0 0 0")
    expect(page.locator(".lab-told")).to_contain_text("hesitates among about 4 classes")
    expect(fault).to_have_text("")
    assert held(page, "shares") == [[[0.25] * 4]]


def test_a_drawn_digit_is_answered_by_every_network(open_lab):
    page = open_lab(viewport={"width": 1280, "height": 1000})
    page.get_by_role("radio", name="your drawing").check()
    expect(page.locator(".lab-told")).to_have_text("Nothing is there yet.")
    pad = page.locator(".lab-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(x, box["y"] + box["height"] - 20, steps=12)
    page.mouse.up()
    expect(page.locator(".lab-told")).to_have_text(
        re.compile(r"^Teacher: 1 \(\d+ %\) · Labels only: . \(\d+ %\) · With teacher: . \(\d+ %\)$")
    )
    (answers,) = held(page, "shares")
    assert [len(each) for each in answers] == [10, 10, 10]
    assert answers[0].index(max(answers[0])) == 1, "an upright stroke is a one"
    assert answers[1] != answers[2]
    page.locator(".lab-clear").click()
    expect(page.locator(".lab-told")).to_have_text("Nothing is there yet.")


def test_any_point_of_the_plane_is_answered_and_another_run_shows_other_numbers(open_lab, app_url, new_page):
    seen = []
    for seed in (400, 410):
        page = new_page(f"{app_url}/?{QUICK}&dataset=moons&labels=20&first_seed={seed}", locale="en-US")
        page.locator(".st-key-run button").click()
        expect(page.locator(".st-key-dots .js-plotly-plot").first).to_be_visible()
        go_to(page, "Temperature")
        expect(page.locator(".lab[data-drawn]")).to_be_visible()
        seen.append((held(page, "shares"), held(page, "terms")))
    assert seen[0] != seen[1]
    expect(page.locator(".lab")).not_to_contain_text(re.compile(r"\bimage\b"))
    page.locator("[data-subject=atlas] > summary").click()
    # With two classes the atlas was drawn as large as with ten: its words five times as large, and over the side.
    atlas, line = page.locator(".atlas").bounding_box(), page.locator(".atlas > text").last.bounding_box()
    assert atlas["x"] <= line["x"]
    assert line["x"] + line["width"] <= atlas["x"] + atlas["width"] + 1
    assert line["height"] < 24
    page.get_by_role("radio", name="your point").check()
    page.locator(".lab-pad").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".lab-told")).to_have_text(
        re.compile(r"^Teacher: .+ \(\d+ %\) · Labels only: .+ · With teacher: ")
    )
    first = held(page, "shares")
    for _step in range(10):
        page.keyboard.press("ArrowUp")
    page.wait_for_function(
        "first => JSON.stringify(document.querySelector('.lab').shown.shares) !== JSON.stringify(first)", arg=first
    )


def test_a_finger_that_scrolls_leaves_a_slider_as_it_was_and_one_that_slides_moves_it(open_lab):
    page = open_lab(viewport={"width": 390, "height": 844}, has_touch=True)
    sender = page.context.new_cdp_session(page)
    slider = page.locator(".lab-slider")
    slider.evaluate("""slider => {
        window.told = []
        for (const name of ["input", "change", "pointercancel", "pointerup"]) {
            slider.addEventListener(name, () => window.told.push(name))
        }
        const main = document.querySelector("[data-testid=stMain]")
        main.addEventListener("scrollend", () => { window.rested = main.scrollTop > 0 })
    }""")

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        sender.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    def swipe(right: float, down: float, end: str) -> None:
        slider.click(trial=True)
        box = slider.bounding_box()
        x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
        touch("touchStart", (x, y))
        for part in range(1, 11):
            touch("touchMove", (x + right * part / 10, y + down * part / 10))
        touch("touchEnd")
        page.wait_for_function("end => window.told.includes(end)", arg=end)

    before = slider.input_value()
    swipe(2, -200, "pointercancel")
    # A page that a finger has pushed rolls on, and what touches it then goes on pushing it.
    page.wait_for_function("() => window.rested")
    assert slider.input_value() == before
    assert page.evaluate("window.told") == ["pointercancel"]
    expect(page.locator(".lab-temperature")).to_have_text("T = 4")
    swipe(-60, 2, "pointerup")
    expect(page.locator(".lab-temperature")).not_to_have_text("T = 4")
    expect(page).to_have_url(re.compile("temperature="))
    # A tap is an answer, too.
    told = page.locator(".lab-temperature").text_content()
    swipe(0, 0, "pointerup")
    expect(page.locator(".lab-temperature")).not_to_have_text(told)
