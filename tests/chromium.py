"""A real Chromium, and the app as its users have it served: what the walks of both suites stand on."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocket, expect, sync_playwright

from tests.serving import PATIENCE, free_port, served

# Features that the browser runs without. It heeds only the last such list, so all of Playwright's own (1.65) stand here
# too. The last two are lists that drop from the address bar: pages of their own, which opened with each window and took
# 1.3 of its 1.65 s of the processor.
WITHOUT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]
# Whatever a page may not do, by the header of our guard, the browser logs with these words.
POLICY = "Content Security Policy"
MILLISECONDS = 1000 * PATIENCE
expect.set_options(timeout=MILLISECONDS)
# What Playwright does to an element without asking whether it, or what it is in, is inert.
HASTY = (
    *("clear", "dispatch_event", "fill", "focus", "press", "press_sequentially"),
    *("select_option", "set_input_files"),
)
AWAKE = ":not([inert], [inert] *)"


def patient(act: Callable[..., Any]) -> Callable[..., Any]:
    """Do `act` to an element once the script of its component has come: before that it never gets the focus."""

    @wraps(act)
    def acting(element: Locator, *args: Any, **options: Any) -> Any:
        return act(element.and_(element.page.locator(AWAKE)), *args, **options)

    return acting


for name in HASTY:
    setattr(Locator, name, patient(getattr(Locator, name)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("KDVIZ_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("There is no Chromium; tools/ensure-chromium finds or installs one and “make test” calls it.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> dict[str, BrowserContext]:
    """Contexts by their settings: tests share what a browser has fetched and compiled, nothing that a page knows."""
    return {}


@pytest.fixture
def new_page(browser: Browser, contexts: dict[str, BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Open an address in a page of its own; whatever the page logs as an error fails the test."""
    errors: list[str] = []

    def opened(
        url: str,
        heard: Callable[[WebSocket], None] | None = None,
        watched: Callable[[Page], object] | None = None,
        script: str = "",
        **settings: Any,
    ) -> Page:
        key = json.dumps(settings, sort_keys=True)
        if key not in contexts:
            contexts[key] = browser.new_context(**settings)
        page = contexts[key].new_page()
        page.set_default_timeout(MILLISECONDS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if POLICY in message.text else None)
        if watched:
            watched(page)
        if heard:
            page.on("websocket", heard)
        if script:
            page.add_init_script(script)
        page.goto(url)
        return page

    yield opened
    for page in [page for context in contexts.values() for page in context.pages]:
        page.close()
    assert errors == []


@pytest.fixture(scope="session")
def app_server(home: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The app, served as its users serve it: where, and by which process."""
    port = free_port()
    with served([sys.executable, "-m", "kdviz", "app", "--port", str(port)], port) as server:
        yield f"http://localhost:{port}", server


@pytest.fixture(scope="session")
def app_url(app_server: tuple[str, subprocess.Popen[bytes]]) -> str:
    return app_server[0]


@pytest.fixture
def open_page(new_page: Callable[..., Page], app_url: str) -> Callable[..., Page]:
    """Open the page Train and wait until it can be used."""

    def opened(query: str = "", **settings: Any) -> Page:
        page = new_page(f"{app_url}/distill?{query}", **settings)
        expect(page.locator(".st-key-run button")).to_be_enabled()
        return page

    return opened
