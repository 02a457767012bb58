"""The ways of readers: from page to page, and through a run."""

from collections.abc import Iterable

from playwright.sync_api import Page, expect

from tests.drawn import figure

# A run that takes a moment.
QUICK = "teacher=16&teacher_steps=40&steps=20&seeds=3"


def go_to(page: Page, title: str) -> None:
    """Go to one of the pages for experiments, which stand behind a button in the head."""
    page.locator("[class*=st-key-more_pages_] button").click()
    page.get_by_role("link", name=title).click()


def run(page: Page, shown: Iterable[str] = ("curves", "dots", "knowledge", "cost")) -> None:
    """Press Run and wait until everything is drawn."""
    page.locator(".st-key-run button").click()
    for name in shown:
        expect(figure(page, name)).to_be_visible()
    expect(page.locator(".run-replay")).to_be_visible()
    expect(page.locator("[data-shares]")).to_be_visible()
