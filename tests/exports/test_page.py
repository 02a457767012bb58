"""The HTML page as a reader opens it: from a file, with the network off."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import numpy as np
import pytest

from kdviz.catalog import named
from kdviz.exports.formats import html
from kdviz.exports.registry import formats
from tests.exports.conftest import STUDENTS, trained

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def opened(new_page, tmp_path):
    def at(name: str, chosen: str = "html", **settings):
        material, _kept = trained(name)
        files = formats()[chosen].write(material)
        path = tmp_path / "student"
        path = path.with_suffix(".html")
        path.write_bytes(files[".html"])
        page = new_page(f"file://{path}", offline=True, **{"locale": "en-US", **settings})
        page.locator("ol li").first.wait_for()
        return page, material, named(formats()[chosen].answers)(files, material)

    return at


@pytest.mark.parametrize("chosen", ["html", "html-int8"])
@pytest.mark.parametrize("name", [*STUDENTS])
def test_its_answers_are_the_workers_on_all_test_samples(opened, name, chosen):
    page, material, answers = opened(name, chosen)
    rows = material.inputs.reshape(len(material.inputs), -1).astype(float).tolist()
    seen = np.array(page.evaluate("rows => rows.map(row => answer(row))", rows))
    np.testing.assert_allclose(seen, next(iter(answers.values())), rtol=0, atol=1e-12 if chosen == "html" else 0)


@pytest.mark.parametrize("chosen", ["html", "html-int8"])
def test_a_row_of_a_table_is_filled_in_by_its_columns_own_names(new_page, tmp_path, table, chosen):
    path = tmp_path / "student.html"
    files = formats()[chosen].write(table)
    path.write_bytes(files[".html"])
    page = new_page(f"file://{path}", offline=True, locale="en-US")
    page.locator("ol li").first.wait_for()
    rows = [[None if np.isnan(value) else value for value in row] for row in table.asked.tolist()]
    seen = np.array(page.evaluate("rows => rows.map(row => answer(row))", rows))
    (wanted,) = named(formats()[chosen].answers)(files, table).values()
    np.testing.assert_allclose(seen, wanted, rtol=0, atol=1e-12 if chosen == "html" else 0)
    assert page.locator("li b").all_text_contents() in (["▸坏", "好<"], ["坏", "▸好<"])
    before = page.locator("ol").inner_html()
    page.get_by_label("颜色 */").select_option("红")
    page.get_by_label("time").fill("1600000040")
    assert page.locator("ol").inner_html() != before
    assert page.get_by_role("button", name="Example 1").count() == 0, "its rows are nobody else's"


def test_a_digit_is_drawn_with_a_finger_or_keys_and_examples_have_the_teachers_answer(opened):
    page, _material, _answers = opened("mlp", has_touch=True)
    bars, pad = page.locator("li i"), page.locator("canvas")
    assert bars.count() == 0
    box = pad.bounding_box()
    page.touchscreen.tap(box["x"] + 100, box["y"] + 100)
    assert bars.count() == 10
    page.get_by_role("button", name="Clear").click()
    assert bars.count() == 0
    pad.focus()
    for key in (" ", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    assert bars.count() == 10
    assert page.locator("li b", has_text="▸").count() == 1
    page.get_by_role("button", name="Example 4").click()
    assert bars.count() == 20
    assert page.locator("#who").text_content() == "StudentTeacher"
    page.get_by_role("button", name="简体中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("#who").text_content() == "学生老师"
    assert bars.count() == 20


def test_a_point_is_moved_with_keys_and_a_pointer(opened):
    page, _material, _answers = opened("plane", locale="zh-CN")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    before = page.locator("ol").inner_html()
    page.locator("canvas").focus()
    page.keyboard.press("ArrowLeft")
    moved = page.locator("ol").inner_html()
    assert moved != before
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.up()
    assert page.locator("ol").inner_html() not in (before, moved)


def test_an_old_browser_is_told_what_the_page_needs(opened):
    page, _material, _answers = opened("plane")
    page.add_init_script("delete window.DecompressionStream")
    page.reload()
    page.get_by_text("Damaged, or a browser from before 2023. 文件损坏，或浏览器早于 2023 年。", exact=True).wait_for()


@pytest.mark.parametrize("characters", ["utf-8", "gb18030", "windows-1251"])
def test_a_web_server_that_names_other_characters_changes_nothing(opened, new_page, characters):
    _page, material, answers = opened("plane", "html-int8")
    written = formats()["html-int8"].write(material)[".html"]

    class Serves(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", f"text/html; charset={characters}")
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *_told): ...

    with HTTPServer(("127.0.0.1", 0), Serves) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = new_page(f"http://127.0.0.1:{server.server_port}")
        page.locator("ol li").first.wait_for()
        seen = page.evaluate("rows => rows.map(row => answer(row))", material.inputs.astype(float).tolist())
        server.shutdown()
    np.testing.assert_array_equal(np.array(seen, np.float32), answers["int8"])


def test_it_is_small(monkeypatch):
    """Without the pictures of examples; the numbers alone are 9.6 and 2.7 kB."""
    monkeypatch.setattr(html, "EXAMPLES", 0)
    material, _kept = trained("mlp")
    sizes = [len(formats()[chosen].write(material)[".html"]) for chosen in ("html", "html-int8")]
    assert (sizes[0] < 12_000, sizes[1] < 5_950) == (True, True), sizes
