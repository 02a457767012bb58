"""Landscapes in a real browser: a map fills in, a click picks a cell, keys do what the mouse does."""

import re

from playwright.sync_api import Page, expect

from tests.browser.listening import TWO_FRAMES, assert_quiet
from tests.browser.ways import go_to
from tests.walk.test_pages import settle

SMALL = "teacher=16&teacher_steps=40&steps=20&seeds=2&axis1=temperature:1,4&axis2=alpha:0,0.9"
READ = "plot => plot._fullData.filter(trace => trace.type === 'heatmap').flatMap(trace => trace.z.flat())"


def run(page: Page) -> None:
    expect(page.locator(".st-key-run_sweep button")).to_be_enabled()
    # The button hears its keys a moment after it is drawn.
    settle(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".st-key-sweep_afresh")).to_be_visible()
    expect(page.locator(".st-key-map .js-plotly-plot .cartesianlayer").first).to_be_visible()


def test_a_click_on_a_map_picks_the_cell_and_its_table_can_be_had(new_page, app_url):
    page = new_page(f"{app_url}/landscapes?{SMALL}", locale="en-US")
    run(page)
    gains = page.locator(".st-key-map .js-plotly-plot").evaluate(READ)
    assert len({gain for gain in gains if gain is not None}) > 1
    box = page.locator(".st-key-map .nsewdrag").bounding_box()
    right, upper = box["x"] + 0.75 * box["width"], box["y"] + 0.25 * box["height"]
    page.mouse.move(right - 3, upper - 3)
    page.mouse.move(right, upper)
    expect(page.locator(".st-key-map .hoverlayer .hovertext")).to_contain_text("Soft weight α 0.9, Temperature 4")
    page.mouse.click(right, upper)
    expect(page.locator(".st-key-cell_curves .js-plotly-plot")).to_be_visible()
    expect(page).to_have_url(re.compile("cell=3"))
    with page.expect_download() as downloading:
        page.locator(".st-key-sweep_csv button").click()
    assert len(downloading.value.path().read_text().splitlines()) == 5
    page.locator(".st-key-cell_open button").click()
    expect(page).to_have_url(re.compile(r"/distill\?.*steps=20"))
    expect(page.locator(".st-key-run button")).to_be_enabled()
    # Shown as the map has it, and again where the link is opened anew.
    for _visit in range(2):
        expect(page.locator(".st-key-of_map")).to_contain_text("Temperature 4, Soft weight α 0.9")
        expect(page.locator(".st-key-dots .js-plotly-plot")).to_be_visible()
        expect(page).to_have_url(re.compile(r"/distill\?.*sweep=[0-9a-f]{32}&cell=3"))
        page.goto(page.url)


def test_a_map_fills_in_while_one_looks_elsewhere_and_is_stopped(new_page, app_url):
    page = new_page(f"{app_url}/landscapes?{SMALL.partition('&axis1')[0]}&axis1=steps:20,20000", locale="en-US")
    page.locator(".st-key-run_sweep button").click()
    expect(page.get_by_text("1 of 2 cells")).to_be_visible()
    go_to(page, "Runs")
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    go_to(page, "Maps")
    page.locator(".st-key-more summary").click()
    expect(page.locator(".st-key-axis_1_values")).to_contain_text("20000")
    page.locator(".st-key-stop_sweep button").click()
    expect(page.locator(".st-key-sweep_go_on button")).to_be_visible()


def test_a_map_is_read_by_keyboard_and_a_ready_made_one_brings_its_own_measure(new_page, app_url):
    page = new_page(f"{app_url}/landscapes?{SMALL}", locale="en-US")
    run(page)
    page.locator(".st-key-map_measure button").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("measure=accuracy"))
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    # A list closes when the page scrolls, as it does to show what is focused.
    page.locator(".st-key-map_cell input").focus()
    page.evaluate(TWO_FRAMES)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-reliability .js-plotly-plot")).to_be_visible()
    page.locator(".st-key-map_measure button").get_by_text("Helps or hurts").click()
    expect(page).to_have_url(re.compile("measure=sign"))
    page.locator(".maps [aria-checked=true], .maps [tabindex='0']").first.focus()
    for name in ("labels", "noise", "unlabeled", "sizes", "gap"):
        page.keyboard.press("ArrowRight")
        expect(page).to_have_url(re.compile(f"map={name}"))
    expect(page.locator("[data-testid=stMain] h2").first).to_contain_text("Teacher network: ")
    page.locator(".st-key-language button").get_by_text("简体中文").click()
    expect(page).to_have_url(re.compile("lang=zh_CN"))
    expect(page).to_have_url(re.compile("measure=accuracy"))


def test_the_budget_follows_finger_and_keys_and_names_what_it_buys(new_page, app_url):
    sent: list[str] = []
    query = "teacher=16&teacher_steps=40&steps=20&seeds=2&axis1=student:4,8&measure=accuracy"

    def listen(socket) -> None:
        socket.on("framesent", lambda _frame: sent.append("frame"))

    page = new_page(f"{app_url}/landscapes?{query}", heard=listen, locale="en-US")
    run(page)
    picture, handle = page.locator(".trade-off"), page.locator(".trade-budget")
    expect(page.locator(".trade-title")).to_have_text(re.compile("^No cheaper student is as accurate as these: "))
    shown = "picture => picture.shown"
    assert picture.evaluate(shown)["budget"] is None
    handle.scroll_into_view_if_needed()
    box, svg = page.locator(".trade-grip").bounding_box(), page.locator(".trade").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    # Where only the smaller student is affordable.
    cheap, dear = (page.locator(".trade-mark").nth(place).bounding_box()["x"] for place in (0, 2))
    # Nothing is asked of the server while the finger moves.
    assert_quiet(page, sent, lambda: page.mouse.move((cheap + dear) / 2 + 6, box["y"] + 80, steps=4))
    within = picture.evaluate(shown)
    assert 310 < within["budget"] < 610
    assert within["bought"]["network"] == "4"
    expect(page.locator(".trade-title")).to_have_text(re.compile("^Within \\d+ the most accurate is 4 "))
    # The line below and the mark's own tooltip say where the interval's ends are, as the table does.
    bought = within["bought"]
    ends = "{low} to {high}".format(**bought["interval"])
    assert "†" in ends
    expect(page.locator(".trade-note")).to_contain_text(f"95 % interval {ends} %")
    expect(page.locator(".trade-note")).to_contain_text(bought["cut"])
    expect(page.locator(".trade title").get_by_text(f"(95 % interval {ends})").first).to_contain_text(bought["cut"])
    page.mouse.move(svg["x"] - 20, box["y"])
    expect(page.locator(".trade-title")).to_have_text(re.compile("^No student is within"))
    page.mouse.move((cheap + dear) / 2 + 6, box["y"] + 80)
    page.mouse.up()
    expect(page).to_have_url(re.compile("budget="))
    page.keyboard.press("End")
    expect(page).not_to_have_url(re.compile("budget="))
    page.keyboard.press("PageDown")
    expect(page).to_have_url(re.compile(r"budget=\d+"))
    budget = picture.evaluate(shown)["budget"]
    expect(handle).to_have_attribute("aria-valuenow", str(budget))
    again = new_page(page.url, locale="en-US")
    expect(again.locator(".trade-off[data-drawn]")).to_be_visible()
    assert again.locator(".trade-off").evaluate(shown)["budget"] == budget
