import os
import shutil
import sys

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.serving import free_port, served

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("KDVIZ_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("There is no Chromium; tools/ensure-chromium finds or installs one and “make test” calls it.")
    with sync_playwright() as playwright:
        chromium: Browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser):
    """Open an address in a context of its own; whatever the page logs as an error fails the test."""
    contexts, errors = [], []

    def opened(url: str, heard=None, **context) -> Page:
        contexts.append(browser.new_context(**context))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if heard:
            page.on("websocket", heard)
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="session")
def app_url(home):
    """The app, served as its users serve it."""
    port = free_port()
    with served([sys.executable, "-m", "kdviz", "app", "--port", str(port)], port):
        yield f"http://localhost:{port}"
