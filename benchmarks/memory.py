"""The memory that the app takes of a classroom laptop, with ten pages open."""

import os
import re
import sys
import tempfile
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from benchmarks.timing import report
from tests.chromium import ARGUMENTS
from tests.serving import free_port, served

PAGES = 10
MOST = 300.0
HEAVY = re.compile(r"/(torch|scipy|sklearn)/")


def measure() -> None:
    """Print the megabytes of the web process and of all processes together, after a run in each of ten pages."""
    port = free_port()
    command = [sys.executable, "-m", "kdviz", "app", "--port", str(port)]
    with (
        tempfile.TemporaryDirectory() as home,
        served(command, port, KDVIZ_HOME=home) as server,
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=os.environ["KDVIZ_CHROMIUM"], args=ARGUMENTS)
        pages = [browser.new_context().new_page() for _page in range(PAGES)]
        for number, page in enumerate(pages):
            page.goto(f"http://localhost:{port}/distill?first_seed={100 * number}")
            page.locator(".st-key-run button").click()
            page.locator(".st-key-dots .js-plotly-plot").wait_for(timeout=120_000)
        web = psutil.Process(server.pid)
        resident = web.memory_info().rss / 1e6
        loaded = sorted({found[0] for found in HEAVY.findall(Path(f"/proc/{web.pid}/maps").read_text())})
        report(f"the web process, {PAGES} pages open", resident, "MB", "300 or less", resident <= MOST)
        report("torch, scipy, scikit-learn in it", len(loaded), "", "0", not loaded)
        tree = [web, *web.children(recursive=True)]
        report(
            f"all {len(tree)} processes, what they share counted once",
            sum(process.memory_full_info().pss for process in tree) / 1e6,
            "MB",
            "-",
            True,
        )
        browser.close()
