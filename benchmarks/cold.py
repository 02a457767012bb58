"""From nothing to the first verdict and to the first chart, against what one would write instead.

All are ratios side by side: each machine has its own seconds.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import App, app
from benchmarks.timing import alternate, report
from tests.chromium import ARGUMENTS
from tests.serving import free_port, served

ROUNDS = 3
VISITS = 5
LISTING = 0.5
# What stands on the page when its chart is drawn.
OURS = ".doubt[data-shares]"
CHART = "[data-testid=stVegaLiteChart] :is(canvas, svg)"
PLAIN_APP = "import streamlit as st\nst.line_chart([1, 3, 2])\n"
PLAIN_TRAINING = """
import torch
torch.set_num_threads(1)
from benchmarks.population import EXPERIMENT, plain_loop
from kdviz.experiment import Experiment
from kdviz.experiment.arms import ARMS
train = plain_loop()
for _student in range(Experiment().seeds * len(ARMS)):
    train()
"""


def measure() -> None:
    """Print how soon a new home's first run has its verdict, its first visitor sees a chart, and a command lists it."""
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=os.environ["KDVIZ_CHROMIUM"], args=ARGUMENTS)
        _verdicts(browser)
        _charts(browser)
        browser.close()
    _listings()


def _verdicts(browser: Browser) -> None:
    def plain() -> None:
        subprocess.run([sys.executable, "-c", PLAIN_TRAINING], check=True)

    def command() -> None:
        with tempfile.TemporaryDirectory() as home:
            _kdviz("run", KDVIZ_HOME=home)

    def page() -> None:
        with app() as server, _opened(browser, f"{server.url}/distill") as opened:
            _first_verdict(opened, server)

    seconds = alternate({"plain": plain, "command": command, "page": page}, ROUNDS)
    report("a bare process that trains the default scene's students", seconds["plain"], "s", "-", True)
    for name, text in {"command": "kdviz run", "page": "server, browser, Run, its end"}.items():
        ratio = seconds[name] / seconds["plain"]
        report(f"from nothing to the first verdict, {text}", seconds[name], "s", "-", True)
        report("that, against the bare process", ratio, "x", "2 or less", ratio <= 2)


def _first_verdict(page: Page, server: App) -> None:
    page.locator(".st-key-run button:enabled").click()
    page.wait_for_url(re.compile("run="))
    found = re.search("run=([0-9a-f]{32})", page.url)
    assert found
    server.runs.result(found[1])


def _charts(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as folder, app() as ours, _plain_app(Path(folder)) as plain:
        first, later = {}, {}
        # The browser's own first page is nobody's.
        _drawn(browser, "data:text/html,<svg></svg>", "svg")
        for name, url, chart in [("plain", plain, CHART), ("ours", f"{ours.url}/distill", OURS)]:
            first[name], *others = [_drawn(browser, url, chart) for _visit in range(VISITS)]
            later[name] = statistics.median(others)
    for which, seconds in {"first page": first, "later pages": later}.items():
        ratio = seconds["ours"] / seconds["plain"]
        report(f"the chart of a server's {which}", seconds["ours"], "s", "-", True)
        report("that, against an app with one st.line_chart", ratio, "x", "1.5 or less", ratio <= 1.5)


@contextmanager
def _plain_app(folder: Path) -> Iterator[str]:
    script, port = folder / "plain.py", free_port()
    script.write_text(PLAIN_APP)
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
    options["browser.gatherUsageStats"] = "false"
    flags = [f"--{name}={value}" for name, value in options.items()]
    with served([sys.executable, "-m", "streamlit", "run", str(script), *flags], port):
        yield f"http://localhost:{port}"


def _drawn(browser: Browser, url: str, chart: str) -> float:
    start = perf_counter()
    with _opened(browser, url) as page:
        page.locator(chart).first.wait_for()
        return perf_counter() - start


@contextmanager
def _opened(browser: Browser, url: str) -> Iterator[Page]:
    """Open a page in a fresh profile: nothing is cached."""
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(url)
    yield page
    context.close()


def _listings() -> None:
    with tempfile.TemporaryDirectory() as home:
        commands = {name: lambda name=name: _kdviz(name, KDVIZ_HOME=home) for name in ("runs", "--help")}
        for name, seconds in alternate(commands).items():
            report(f"kdviz {name}", seconds, "s", "0.5 or less", seconds <= LISTING)


def _kdviz(*arguments: str, **environment: str) -> None:
    subprocess.run(
        [sys.executable, "-P", "-m", "kdviz", *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


if __name__ == "__main__":
    measure()
