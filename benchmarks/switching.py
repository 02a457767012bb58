"""The time to another page while a map trains."""

import os
import statistics

from playwright.sync_api import Page, sync_playwright

from benchmarks.serving import app
from benchmarks.timing import report
from tests.chromium import ARGUMENTS

ROUNDS = 6
PROMPT = 300.0
# What each page shows first of its own.
PAGES = {
    "Runs": ".st-key-filter_text",
    "Train": ".st-key-run",
    "Temperature": ".lab",
    "Maps": ".st-key-run_sweep",
}
# A landscape that outlasts the rounds, since each of its cells takes long.
LONG = "steps=4000&map=landscape"
# What was on the page before goes when the script has ended.
SWITCH = """
([title, own, others]) => new Promise((done) => {
  const app = document.querySelector("[data-testid=stApp]")
  const links = document.querySelectorAll("[data-testid=stPopoverBody] a")
  const seen = (selector) => [...document.querySelectorAll(selector)].some((each) => each.checkVisibility())
  let there
  const begun = performance.now()
  const look = () => {
    const took = performance.now() - begun
    there ??= seen(own) ? took : undefined
    if (!there || app.dataset.testScriptState !== "notRunning" || seen(others)) return
    observer.disconnect()
    done({ there, whole: took })
  }
  const observer = new MutationObserver(look)
  const attributeFilter = ["data-test-script-state"]
  observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter })
  for (const link of links) if (link.textContent.includes(title)) link.click()
})
"""


def measure() -> None:
    """Print how long a click on another page takes, alone and while a landscape trains on all workers."""
    with app() as served, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=os.environ["KDVIZ_CHROMIUM"], args=ARGUMENTS)
        page = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{served.url}/distill?first_seed=1")
        page.locator(".st-key-run button:enabled").click()
        page.locator(".st-key-dots").wait_for(timeout=120_000)
        _rounds(page, "nothing trains", target=False)
        page.goto(f"{served.url}/landscapes?{LONG}")
        page.locator(".st-key-run_sweep button:enabled").click()
        page.locator(".st-key-stop_sweep").wait_for(timeout=60_000)
        _rounds(page, "a landscape trains", target=True)
        page.locator(".st-key-stop_sweep button").click()
        browser.close()


def _rounds(page: Page, when: str, *, target: bool) -> None:
    there: list[float] = []
    whole: list[float] = []
    for round_ in range(ROUNDS + 1):
        for title, own in PAGES.items():
            others = ", ".join(other for other in PAGES.values() if other != own)
            page.locator("[class*=st-key-more_pages_] button").click()
            page.get_by_role("link", name=title).wait_for()
            taken = page.evaluate(SWITCH, [title, own, others])
            page.wait_for_timeout(300)
            if round_:
                there.append(taken["there"])
                whole.append(taken["whole"])
    cuts = statistics.quantiles(whole, n=20)
    median = statistics.median(there)
    report(f"another page, {when}: its own controls are there, median", median, "ms", "-", True)
    report(
        f"another page, {when}: all of it is told, median",
        cuts[9],
        "ms",
        "300 or less" if target else "-",
        not target or cuts[9] <= PROMPT,
    )
    report(f"another page, {when}: all of it is told, p95", cuts[18], "ms", "-", True)
