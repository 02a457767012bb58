"""A phone's first visit: what it fetches over the network before the page is at rest, and in how many requests."""

import os
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.serving import app
from benchmarks.timing import report
from tests.chromium import ARGUMENTS

PHONE: Mapping[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 3,
}
# The home page; the others are measured for themselves: Train is the one that others send links to, maps are drawn by a
# general plotting library, and the lab brings a recorded run along.
FIRST, OTHERS = "learn", ("distill", "lab", "landscapes", "kinds", "runs")
# A little more than it takes: 1.26 MB, of them 0.38 for Streamlit's font of icons, in 96 requests. Train takes 1.34 MB
# in 119.
MEGABYTES, REQUESTS = 1.3, 100
MEGA = 1e6
# Whatever a page still fetches, it fetches within so many milliseconds of the last answer.
QUIET = 2000


def measure() -> None:
    """Print of each page what its first visit takes, nothing cached."""
    with app() as served, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=os.environ["KDVIZ_CHROMIUM"], args=ARGUMENTS)
        fetched, requests = _visit(browser, served.url)
        report(f"a phone's first visit to {FIRST}", fetched / MEGA, "MB", f"{MEGABYTES}", fetched <= MEGABYTES * MEGA)
        report(f"a phone's first visit to {FIRST}, requests", requests, "", f"{REQUESTS}", requests <= REQUESTS)
        for name in OTHERS:
            fetched, requests = _visit(browser, f"{served.url}/{name}")
            report(f"a phone's first visit to {name}", fetched / MEGA, "MB", "-", True)
            report(f"a phone's first visit to {name}, requests", requests, "", "-", True)
        browser.close()


def _visit(browser: Browser, url: str) -> tuple[float, int]:
    """Return how many bytes come in, WebSocket and headers included, and how many requests go out."""
    context = browser.new_context(locale="en-US", **PHONE)
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    asked: set[str] = set()
    came: dict[str, float] = {}
    frames: list[float] = []

    def ask(event: dict[str, Any]) -> None:
        # What the page makes for itself goes over no network.
        if event["request"]["url"].startswith("http"):
            asked.add(event["requestId"])

    def frame(event: dict[str, Any]) -> None:
        response = event["response"]
        # A binary one is told in base64.
        frames.append(len(response["payloadData"]) * (0.75 if response["opcode"] == 2 else 1))

    network.on("Network.requestWillBeSent", ask)
    network.on("Network.loadingFinished", lambda event: came.update({event["requestId"]: event["encodedDataLength"]}))
    network.on("Network.webSocketFrameReceived", frame)
    page.goto(url)
    page.locator("[data-testid=stMain] h1").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    before = -1
    while before != (before := len(came) + len(frames)):
        page.wait_for_timeout(QUIET)
    context.close()
    return sum(came[each] for each in asked & {*came}) + sum(frames), len(asked)
