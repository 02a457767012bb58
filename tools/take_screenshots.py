"""The README's screenshots, taken of the app in a home of its own."""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import ARGUMENTS
from tests.serving import free_port, served

FOLDER = Path(__file__).parent.parent / "assets" / "screenshots"
WIDE = {"width": 1440, "height": 1000}
NARROW = {"width": 390, "height": 844}
KINDS = "labels=30&kinds=classic,logits,decoupled,smoothing,hint,similarity,ensemble,unlabeled"
EXPERIMENTS = ("", "temperature=1", "temperature=10&labels=30")


def main() -> None:
    """Run a few experiments and take every picture."""
    port = free_port()
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "kdviz", "app", "--port", str(port)]
    with tempfile.TemporaryDirectory() as home, served(command, port, KDVIZ_HOME=home), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["KDVIZ_CHROMIUM"], args=ARGUMENTS)
        story = opened(browser, url, viewport={"width": 1366, "height": 768})
        story.locator("[data-testid=story][data-moving=false]").wait_for()
        story.locator(".story-steps button").nth(3).click()
        story.locator(".story-next").wait_for()
        take(story, "home")
        for query in EXPERIMENTS:
            finished(opened(browser, f"{url}/distill?{query}", viewport=WIDE))
        take(finished(opened(browser, f"{url}/distill?guess=40,20&first_seed=8", viewport=WIDE)), "light")
        dark = {"viewport": WIDE, "locale": "zh-CN", "color_scheme": "dark"}
        take(finished(opened(browser, f"{url}/distill", **dark)), "dark-zh")
        phone = finished(opened(browser, f"{url}/distill", viewport=NARROW))
        phone.get_by_role("heading", level=2).first.scroll_into_view_if_needed()
        take(phone, "phone")
        lab = opened(browser, f"{url}/lab", viewport={"width": 1440, "height": 1500})
        lab.locator(".lab[data-drawn]").wait_for()
        take(lab, "lab")
        landscapes = opened(browser, f"{url}/landscapes", viewport={"width": 1440, "height": 1200})
        landscapes.locator(".st-key-run_sweep button").click()
        landscapes.locator(".st-key-sweep_afresh").wait_for()
        landscapes.locator(".st-key-map .js-plotly-plot .cartesianlayer").wait_for()
        take(landscapes, "landscapes")
        kinds = opened(browser, f"{url}/kinds?{KINDS}", viewport={"width": 1440, "height": 1700})
        kinds.locator(".st-key-run_kinds button").click()
        kinds.locator(".st-key-kinds_afresh").wait_for(timeout=300_000)
        kinds.locator(".st-key-ranking .js-plotly-plot .cartesianlayer").wait_for()
        take(kinds, "kinds")
        compress = opened(browser, f"{url}/compress", viewport={"width": 1440, "height": 800})
        compress.locator(".st-key-run_compression button").click()
        compress.locator(".st-key-compression_afresh").wait_for(timeout=300_000)
        compress.locator(".st-key-compression .cartesianlayer").wait_for()
        take(compress, "compress")
        tune = opened(browser, f"{url}/tune", viewport={"width": 1440, "height": 900})
        tune.locator(".st-key-run_tune button").click()
        tune.locator(".st-key-tune_afresh").wait_for(timeout=300_000)
        tune.locator(".st-key-judged .js-plotly-plot .cartesianlayer").wait_for()
        take(tune, "tune")
        attack = opened(browser, f"{url}/attack", viewport={"width": 1440, "height": 900})
        attack.locator(".st-key-attacked .js-plotly-plot .cartesianlayer").wait_for()
        take(attack, "attack")
        runs = opened(browser, f"{url}/runs", viewport={"width": 1440, "height": 1500})
        table = runs.locator(".st-key-runs [data-testid=stDataFrame]")
        for row in range(1, 1 + len(EXPERIMENTS)):
            table.click(position={"x": 16, "y": (row + 1.5) * 35})
        runs.locator(".st-key-compared .js-plotly-plot").wait_for()
        take(runs, "runs")
        browser.close()


def opened(browser: Browser, url: str, **context: object) -> Page:
    """Open `url` in a context of its own."""
    page = browser.new_context(timezone_id="Europe/Berlin", **{"locale": "en-US", **context}).new_page()
    page.set_default_timeout(60_000)
    page.goto(url)
    return page


def finished(page: Page) -> Page:
    """Press Run and wait for the verdict."""
    page.locator(".st-key-run button").click()
    page.locator(".st-key-dots .js-plotly-plot").wait_for()
    page.locator(".knowledge[data-shares]").wait_for()
    return page


def take(page: Page, name: str) -> None:
    """Take a picture when nothing moves any more."""
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    main()
