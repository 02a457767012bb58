"""The page in a real browser: the time and smoothness of its drawing, and the cost of watching a training run."""

import os
import re
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import App, app
from benchmarks.timing import SETTLED, report
from kdviz.results import RunResult
from tests.chromium import ARGUMENTS

ROUNDS = 7
SCENES = {"the default scene": "", "5000 steps": "steps=5000&"}
WATCHED = "steps=1000&"
SOONEST, PROMPT, UPDATES, SLOWER = 2.0, 300.0, 20.0, 1.05

_seeds = count(1000, 100)


def measure() -> None:
    """Print how soon the page draws, how often and how smoothly, and how much slower a watched run is."""
    with app() as served, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=os.environ["KDVIZ_CHROMIUM"], args=ARGUMENTS)
        _first_charts(browser, served)
        _clicks(browser, served)
        for name, query in SCENES.items():
            _stream(browser, served, name, query)
        _slowdown(browser, served)
        browser.close()


@contextmanager
def _opened(browser: Browser, served: App, query: str = "", *, live: bool = True) -> Iterator[Page]:
    """Open the page in a fresh profile, with seeds that nobody has run; without `live` it follows no run."""
    context = browser.new_context(locale="en-US")
    context.add_init_script(path=Path(__file__).with_suffix(".js"))
    page = context.new_page()
    if not live:
        page.route_web_socket(re.compile("/live/"), lambda socket: None)
    page.wait_for_timeout(SETTLED)
    page.goto(f"{served.url}/distill?{query}first_seed={next(_seeds)}")
    page.locator(".doubt[data-shares]").wait_for()
    page.locator(".st-key-run button:enabled").wait_for()
    yield page
    context.close()


def _run(page: Page, served: App) -> RunResult:
    """Press Run, and return what the run came to when it has ended."""
    page.evaluate("run()")
    page.wait_for_url(re.compile("run="))
    found = re.search("run=([0-9a-f]{32})", page.url)
    assert found
    result: RunResult = served.runs.result(found[1])
    return result


def _watch(page: Page, served: App) -> tuple[dict[str, Any], RunResult]:
    """Press Run, and return what the page noted until the run had ended, and what the run came to."""
    result = _run(page, served)
    page.wait_for_function("() => noted.drawn.at(-1) > noted.heard.at(-1)")
    return page.evaluate("noted"), result


def _first_charts(browser: Browser, served: App) -> None:
    seconds = []
    for _round in range(ROUNDS):
        with _opened(browser, served) as page:
            seconds.append(page.evaluate("noted.first - performance.timeOrigin") / 1000)
    soonest = statistics.median(seconds[1:])
    report("the first chart after navigation, nothing cached", soonest, "s", "2 or less", soonest <= SOONEST)
    report("the first chart of all, the server's first page", seconds[0], "s", "-", True)


def _clicks(browser: Browser, served: App) -> None:
    parts: dict[str, list[float]] = {}
    for _round in range(ROUNDS + 1):
        with _opened(browser, served) as page:
            noted, result = _watch(page, served)
        entered = 1000 * served.runs.record(result.run_id).created_at
        first, drawn = noted["heard"][0], next(moment for moment in noted["drawn"] if moment > noted["heard"][0])
        worked = 1000 * result.curves[0].seconds
        times = {
            "Run to the first live point": drawn - noted["begun"],
            "of it, the click until the run is entered": entered - noted["begun"],
            "entered, until the browser hears the first snapshot": first - entered,
            "of that, training until the first snapshot": worked,
            "heard, until it is drawn": drawn - first,
        }
        for name, time in times.items():
            parts.setdefault(name, []).append(time)
    for name, (_first, *others) in parts.items():
        median = statistics.median(others)
        whole = name.startswith("Run")
        report(name, median, "ms", "300 or less" if whole else "-", not whole or median <= PROMPT)


def _stream(browser: Browser, served: App, name: str, query: str) -> None:
    rates: dict[str, list[float]] = {"drawn": [], "heard": []}
    frames: list[float] = []
    for _round in range(2):
        with _opened(browser, served, query) as page:
            noted, _result = _watch(page, served)
        begin, end = noted["heard"][0], noted["heard"][-1]
        for what, values in rates.items():
            values.append(1000 * (sum(begin <= moment <= end for moment in noted[what]) - 1) / (end - begin))
        frames += [after - before for before, after in pairwise(noted["frames"]) if begin <= before and after <= end]
    drawn = statistics.median(rates["drawn"])
    report(f"{name}: drawn", drawn, "/s", "20 or more", drawn >= UPDATES)
    report(f"{name}: messages heard", statistics.median(rates["heard"]), "/s", "-", True)
    cuts = statistics.quantiles(frames, n=20)
    for which, time in {"median": cuts[9], "p95": cuts[18], "longest": max(frames)}.items():
        report(f"{name}: between two frames, {which}", time, "ms", "-", True)


def _slowdown(browser: Browser, served: App) -> None:
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for _round in range(ROUNDS):
        for live, values in seconds.items():
            with _opened(browser, served, WATCHED, live=live) as page:
                values.append(_run(page, served).seconds)
    ratio = statistics.median(seconds[True]) / statistics.median(seconds[False])
    report("a run that a browser draws, against one that it does not", ratio, "x", "1.05 or less", ratio <= SLOWER)
