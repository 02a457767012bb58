"""A run's curves in a browser: begun, and how far they are drawn."""

import re
from urllib.parse import parse_qsl, urlencode

from playwright.sync_api import Page, expect

from tests.serving import PATIENCE

# Longer than any test looks at it, and as short as shows something.
LONG = "teacher=16&teacher_steps=40&steps=20000&seeds=4"
STEPS = 500
SHORT = LONG.replace("20000", str(STEPS))
PLOT = ".run-plot"
ARMS = ("hard", "smoothed", "distilled")
# Of each arm: both ends of the band, four seeds, their mean.
COLUMNS = 2 + 4 + 1


def begin(new_page, app_url: str, seed: int, viewport=None, **knobs) -> Page:
    """Start a run and wait until its curves are drawn."""
    query = {**dict(parse_qsl(SHORT)), "first_seed": seed, **knobs}
    page = new_page(f"{app_url}/?{urlencode(query)}", locale="en-US", viewport=viewport)
    expect(page.locator(".st-key-run button")).to_be_enabled()
    page.locator(".st-key-run button").click()
    expect(page.locator(".run-status")).to_have_text(
        re.compile(rf"(The students learn: s|S)tep \d+ of {query['steps']}")
    )
    return page


def updates(page: Page) -> int:
    return int(page.locator(PLOT).get_attribute("data-updates") or 0)


def points(page: Page) -> int:
    """Return how many snapshots are drawn."""
    return page.locator(PLOT).evaluate("plot => plot.curves.lines[0].of.accuracy.steps.length")


def until_more(page: Page, seen: int) -> None:
    page.wait_for_function(
        "([css, seen]) => Number(document.querySelector(css)?.dataset.updates ?? 0) > seen", arg=[PLOT, seen]
    )


def ended(browser, app_url: str) -> str:
    """Return the link of a run that has ended, its page closed."""

    def opened(url: str, **settings) -> Page:
        page = browser.new_page(**settings)
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(url)
        return page

    page = begin(opened, app_url, 120)
    expect(page.locator(".run-replay")).to_be_visible()
    url = page.url
    page.close()
    return url
