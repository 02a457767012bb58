"""Own data from a browser: a table and pictures are sent, added and trained on, and every page shows them."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.intake.files import npz
from tests.intake.test_assumed import JAPANESE
from tests.walk.checks import broken, overflowing
from tests.walk.test_pages import settle
from tests.walk.test_view import opened

QUICK = "teacher=16&teacher_steps=40&steps=30&seeds=2&student=8&labels=20"
# Twenty classes with Chinese names, told apart by four numbers; two colors, of which pictures are; and three of gray
# pictures of MNIST's size.
NAMES = "鼠牛虎兔龙蛇马羊猴鸡狗猪春夏秋冬东南西北"
COLORS = "红蓝"
GRAYS = "暗中亮"


def table() -> bytes:
    rng = np.random.default_rng(0)
    rows = [(rng.normal(place % 5, 0.3, 4), name) for _turn in range(8) for place, name in enumerate(NAMES)]
    text = "".join(f"{','.join(f'{value:.3f}' for value in values)},{name}\n" for values, name in rows)
    return f"长,宽,高,重,类别\n{text}".encode("gb18030")


def pictures() -> bytes:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 99, (30, 28, 28, 3), np.uint8), np.array([*COLORS] * 15)
    x[y == "红", ..., 0] += 150
    x[y == "蓝", ..., 2] += 150
    return npz(x=x, y=y)


def gray_pictures() -> bytes:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 99, (30, 28, 28), np.uint8), np.array([*GRAYS] * 10)
    x += np.array([75 * GRAYS.index(each) for each in y], np.uint8)[:, None, None]
    return npz(x=x, y=y)


@pytest.mark.parametrize(
    ("name", "content", "called", "said"),
    [
        ("动物.csv", table(), NAMES, "160 rows, 20 classes; columns used: 4."),
        ("颜色.npz", pictures(), COLORS, "30 pictures of 28×28 pixels in color, 2 classes."),
        ("灰度.npz", gray_pictures(), GRAYS, "30 pictures of 28×28 gray pixels, 3 classes."),
    ],
    ids=["table", "pictures", "gray pictures"],
)
def test_what_is_sent_is_trained_on_and_every_page_shows_it(new_page, app_url, name, content, called, said):
    page = opened(new_page, f"{app_url}/data?{QUICK}", "en", "light", "laptop")
    page.locator(".upload-file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    expect(page.locator(".st-key-results")).to_contain_text(said)
    settle(page)
    assert overflowing(page) == []
    page.locator(".st-key-add_data button").click()
    expect(page.locator(".st-key-run button")).to_be_visible()
    settle(page)
    (dataset,) = re.findall(r"dataset=([0-9a-f]{16})", page.url)
    run = opened(new_page, f"{app_url}/distill?{QUICK}&dataset={dataset}", "en", "light", "laptop")
    run.locator(".st-key-run button").click()
    expect(run.locator(".st-key-gain .js-plotly-plot")).to_be_visible()
    settle(run)
    faults = broken(run)
    told = run.get_by_test_id("knowledge")
    for each in called:
        expect(told.locator(".bars text").filter(has_text=each).first).to_be_attached()
    if called == NAMES:
        # A row is told by its values; what it is in a picture are bars.
        expect(told.locator(".row-card")).to_contain_text(re.compile(r"(长|宽|高|重)\s*-?\d"))
        expect(told.locator(".knowledge-picture")).to_be_hidden()
    (run_id,) = re.findall(r"run=([0-9a-f]{32})", run.url)
    for address in ("lab", "landscapes", "kinds", "compress", "tune", "attack", "runs", "data"):
        query = f"select={run_id[:8]}" if address == "runs" else f"run={run_id}&{QUICK}&dataset={dataset}"
        run.goto(f"{app_url}/{address}?{query}")
        expect(run.locator("h1").filter(visible=True).first).to_be_visible()
        settle(run)
        faults += [f"{address}: {fault}" for fault in broken(run)]
    assert faults == []
    run.goto(f"{app_url}/data?data={dataset}")
    run.locator(".st-key-remove_data button").click()
    run.locator(".st-key-remove_really button").click()
    expect(run.locator(".st-key-results")).to_contain_text("Handwritten digits")


def test_an_encoding_that_no_list_has_is_typed(new_page, app_url):
    page = opened(new_page, f"{app_url}/data", "en", "light", "laptop")
    buffer = JAPANESE.encode("shift_jis")
    page.locator(".upload-file").set_input_files({"name": "色.csv", "mimeType": "text/csv", "buffer": buffer})
    results = page.locator(".st-key-results")
    expect(results).to_contain_text("The file is no text and no other format that is read here")
    expect(results).to_contain_text("Assumed: The text is read as latin-1.")
    settle(page)
    for encoding, said in (
        ("klingon", "There is no encoding klingon: allowed is one of utf-8"),
        ("shift_jis", "60 rows, 2 classes; columns used: 2."),
    ):
        typed = page.locator(".st-key-data_encoding input")
        typed.fill(encoding)
        typed.press("Enter")
        expect(results).to_contain_text(said)
        settle(page)
    expect(page.locator(".st-key-data_label input")).to_have_value("色")
    expect(results).to_contain_text("The text is read as shift_jis.")
