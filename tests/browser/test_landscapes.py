"""Landscapes in a real browser: a map fills in, a click picks a cell, keys do what the mouse does."""

import re

from playwright.sync_api import Page, expect

from kdviz.i18n import Translator

SMALL = "teacher=16&teacher_steps=40&steps=20&seeds=2&axis1=temperature:1,4&axis2=alpha:0,0.9"
READ = "plot => plot._fullData.filter(trace => trace.type === 'heatmap').flatMap(trace => trace.z.flat())"


def run(page: Page) -> None:
    expect(page.locator(".st-key-run_sweep button")).to_be_enabled()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".st-key-sweep_afresh")).to_be_visible()
    expect(page.locator(".st-key-map .js-plotly-plot .cartesianlayer")).to_be_visible()


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
    expect(page).to_have_url(re.compile(r"/\?.*steps=20"))
    expect(page.locator(".st-key-run button")).to_be_enabled()


def test_a_map_fills_in_while_one_looks_elsewhere_and_is_stopped(new_page, app_url):
    page = new_page(f"{app_url}/landscapes?{SMALL.partition('&axis1')[0]}&axis1=steps:20,20000", locale="en-US")
    page.locator(".st-key-run_sweep button").click()
    expect(page.get_by_text("1 of 2 cells")).to_be_visible()
    page.get_by_role("link", name="Runs").click()
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    page.get_by_role("link", name="Landscapes").click()
    expect(page.locator(".st-key-axis_1_values input")).to_have_value("steps:20,20000".partition(":")[2])
    page.locator(".st-key-stop_sweep button").click()
    expect(page.locator(".st-key-sweep_go_on button")).to_be_visible()


def test_a_map_is_read_by_keyboard_on_a_dark_phone_in_chinese(new_page, app_url):
    context = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
    page = new_page(f"{app_url}/landscapes?{SMALL}&lang=zh-CN", **context)
    run(page)
    page.locator(".st-key-map_measure button").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("measure=accuracy"))
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    page.locator(".st-key-map_cell input").press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-reliability .js-plotly-plot")).to_be_visible()
    expect(page.get_by_role("heading", name=Translator("zh_CN")("Where does distillation help?"))).to_be_visible()
    wider = page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth - main.clientWidth")
    assert wider == 0
