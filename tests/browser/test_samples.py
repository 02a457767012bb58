"""Samples of each class, where no training process is there yet."""

from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Route, expect

from kdviz.web import components

pytestmark = pytest.mark.xdist_group("browser")

MODULES = Path(components.__file__).parent
DRAW = """async () => {
    const draw = (await import("/modules/v/samples/samples.js")).default
    const data = { path: "/samples/made.json", rows: "", classes: [{ name: "dark" }, { name: "light" }],
        words: { told: "Made" } }
    window.draw = () => draw({ parentElement: document.body, data })
    window.draw()
}"""
PLACE = '<div class="samples"><div class="samples-told"></div><div class="samples-cards"></div></div>'
MADE = {"ids": [7, 8], "labels": [1, 0], "shape": [1, 2, 2], "values": [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]}


@pytest.mark.parametrize("drawn_anew", [True, False])
def test_samples_are_asked_for_again_when_the_page_is_drawn_anew_and_once_by_themselves(new_page, drawn_anew):
    asked = []

    def answer(route: Route) -> None:
        path = urlparse(route.request.url).path
        if path.startswith("/modules/v/"):
            content = (MODULES / path.removeprefix("/modules/v/")).read_bytes()
            route.fulfill(body=content, content_type="text/javascript")
        elif path == "/samples/made.json":
            asked.append(path)
            route.fulfill(status=503) if len(asked) == 1 else route.fulfill(json=MADE)
        else:
            route.fulfill(body=PLACE, content_type="text/html")

    page = new_page("about:blank")
    page.clock.install()
    page.route("http://kdviz.test/**", answer)
    page.goto("http://kdviz.test/")
    with page.expect_response("**/samples/made.json"):
        page.evaluate(DRAW)
    if drawn_anew:
        page.wait_for_function("() => { window.draw(); return document.querySelector('figure') }")
    else:
        # The answer may not be read yet.
        for _try in range(50):
            if page.locator("figure").count():
                break
            page.clock.run_for(6000)
    expect(page.locator("figure figcaption")).to_have_text(["dark", "light"])
    assert len(asked) == 2
