import os
import shutil
import sys

import pytest
from playwright.sync_api import Browser, sync_playwright

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


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("KDVIZ_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("There is no Chromium; tools/ensure-chromium finds or installs one and “make test” calls it.")
    with sync_playwright() as playwright:
        chromium: Browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def app_url(home):
    """The app, served as its users serve it."""
    port = free_port()
    with served([sys.executable, "-m", "kdviz", "app", "--port", str(port)], port):
        yield f"http://localhost:{port}"
