"""The way from page to page, as readers go it."""

from playwright.sync_api import Page


def go_to(page: Page, title: str) -> None:
    """Go to one of the pages for experiments, which stand behind a button in the head."""
    page.locator("[class*=st-key-more_pages_] button").click()
    page.get_by_role("link", name=title).click()
