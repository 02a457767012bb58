"""A run in a real browser: begun, guessed at and stopped by hand and by keyboard, its curves streaming in place."""

import json
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Page, Route, expect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from kdviz.i18n import Translator
from tests.browser.curves import ARMS, COLUMNS, LONG, PLOT, SHORT, begin, ended, points, until_more, updates
from tests.drawn import figure
from tests.serving import PATIENCE

pytestmark = pytest.mark.xdist_group("browser")


def zoom(page: Page) -> list[float]:
    return page.locator(PLOT).evaluate("plot => plot.curves.charts.map(({ scales: { x } }) => [x.min, x.max]).flat()")


def drawn(page: Page, arm: str) -> bool:
    """Return whether an arm's curve is in the picture."""
    mean = COLUMNS * (ARMS.index(arm) + 1)
    return page.locator(PLOT).evaluate(
        "(plot, mean) => plot.curves.charts.every(({ data }) => data[mean].some(value => value !== null))", mean
    )


def test_points_arrive_in_place_and_zoom_and_hidden_traces_stay(new_page, app_url):
    page = begin(new_page, app_url, 1, viewport={"width": 1440, "height": 1000}, steps=20_000)
    page.locator(PLOT).evaluate("plot => { plot.marked = true }")
    box = page.locator(f"{PLOT} .u-over").first.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, middle, steps=5)
    page.mouse.up()
    assert not drawn(page, "smoothed"), "the control is there for whoever asks for it"
    page.get_by_role("button", name="Blurred labels").click()
    assert drawn(page, "smoothed")
    page.get_by_role("button", name="Labels only").click()
    assert not drawn(page, "hard")
    assert len(zoom(page)) == 2, "the loss is folded away"
    page.get_by_label("Show the loss").check()
    page.wait_for_function("css => document.querySelector(css).curves.charts.length === 2", arg=PLOT)
    zoomed = zoom(page)
    assert max(zoomed) < 16_000
    assert zoomed[:2] == zoomed[2:], "accuracy and loss over the same steps"
    seen, before = updates(page), points(page)
    until_more(page, seen + 2)
    assert points(page) > before
    page.locator(".st-key-stop button").click()
    expect(page.locator(".run-replay")).to_be_visible()
    assert page.locator(PLOT).evaluate("plot => plot.marked"), "the very same figure, from the first point to the last"
    assert zoom(page) == pytest.approx(zoomed)
    assert drawn(page, "distilled")
    assert not drawn(page, "hard")
    page.locator(f"{PLOT} .u-over").first.dblclick()
    assert zoom(page) == [0, 20_000] * 2


def test_a_run_is_begun_watched_in_another_language_and_stopped_by_keyboard_alone(new_page, app_url):
    page = new_page(f"{app_url}/?{LONG}&first_seed=100", locale="en-US")
    expect(page.locator(".st-key-run button")).to_be_enabled()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".run-status")).to_have_text(re.compile(r"The students learn: step \d+ of 20000"))
    page.locator(PLOT).evaluate("plot => { plot.marked = true }")
    page.get_by_role("radio", name="English").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.locator(".run-status")).to_have_text(re.compile(r"学生学习中：第 \d+ 步"))
    until_more(page, updates(page))
    assert page.locator(PLOT).evaluate("plot => plot.marked"), "the very same figure"
    page.keyboard.press("Escape")
    expect(
        page.get_by_text(Translator("zh_CN")("Stopped before it had a result. The curves end there."))
    ).to_be_visible()


def test_a_guess_is_made_by_keyboard_committed_changed_and_held_against_its_run(new_page, app_url):
    page = new_page(f"{app_url}/?{SHORT}&first_seed=60", locale="en-US", color_scheme="dark")
    mark, lock = page.get_by_role("slider", name="your guess"), page.locator(".guess-lock")
    mark.focus()
    page.keyboard.press("End")
    expect(mark).to_have_attribute("aria-valuetext", "150 more, give or take 10")
    expect(lock).to_have_text("Lock in")
    assert "guess=" not in page.url, "an arrow commits nothing"
    page.keyboard.press("Enter")
    expect(lock).to_have_text("Locked in")
    expect(page).to_have_url(re.compile("guess=150%2C10"))
    page.get_by_role("slider", name="give or take").focus()
    page.keyboard.press("ArrowRight")
    expect(lock).to_have_text("Lock in")
    lock.click()
    expect(page).to_have_url(re.compile("guess=150%2C11"))
    page.locator(".st-key-run button").click()
    expect(page.get_by_text(re.compile(r"^You said \+139 to \+161\. It was"))).to_be_visible()
    expect(figure(page, "gain")).to_be_visible()
    expect(page.get_by_test_id("guess")).to_have_count(0)


def test_a_component_takes_nothing_before_its_script_has_come(new_page, app_url):
    """What was pressed, typed or dropped before was lost."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = new_page(
        f"{app_url}/distill?{SHORT}&first_seed=61",
        watched=lambda page: page.route("**/guess/guess.js", hold),
        locale="en-US",
    )
    guess = page.get_by_test_id("guess")
    expect(guess).to_have_attribute("inert", "")
    (route,) = held
    route.continue_()
    expect(guess).not_to_have_attribute("inert", "")
    page.locator(".guess-mark").press("End")
    expect(page.locator(".guess-value")).to_have_text("+150 ± 10")


def live(app_url: str, run_id: str, after: str = "0", **headers: str):
    return connect(f"{app_url.replace('http', 'ws')}/live/{run_id}?after={after}", additional_headers=headers)


def heard(socket) -> list[int]:
    """Return the numbers of all events until the server has nothing more to say."""
    numbers = []
    try:
        while True:
            message = json.loads(socket.recv(timeout=PATIENCE))
            numbers += [event["seq"] for event in message["events"]]
    except ConnectionClosed:
        return numbers


def test_the_log_is_served_from_any_number_on_and_to_our_pages_only(browser, app_url):
    run_id = re.search("run=([0-9a-f]{32})", ended(browser, app_url))[1]
    with live(app_url, run_id) as socket:
        whole = heard(socket)
    assert whole == list(range(1, len(whole) + 1))
    with live(app_url, run_id, after="4", Origin=app_url) as socket:
        assert heard(socket) == whole[4:]
    for nonsense in ("x", "-1", "9" * 40):
        with live(app_url, run_id, after=nonsense) as socket:
            assert heard(socket) == whole
    with pytest.raises(InvalidStatus) as refused, live(app_url, run_id, Origin="http://elsewhere.example"):
        pass
    assert refused.value.response.status_code == 403
    with pytest.raises(InvalidStatus), live(app_url, "next/0"):
        pass
    # Over HTTP, for who has no socket.
    for after, events in ((0, len(whole)), (4, len(whole) - 4), (len(whole), 0)):
        with urllib.request.urlopen(f"{app_url}/live/{run_id}?after={after}") as answer:
            message = json.load(answer)
        assert ([event["seq"] for event in message["events"]], message["ended"]) == (whole[after:], events == 0)
    for secret in (run_id[:8], "0" * 32):
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{app_url}/live/{secret}")
        assert missing.value.code == 404
    with live(app_url, "0" * 32) as socket:
        assert heard(socket) == []
        assert socket.close_code == 4404
