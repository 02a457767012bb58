"""What a page says and sends, noted as it happens: it may be over before one looks."""

from collections.abc import Callable

from playwright.sync_api import Page

# A script for the page: notes all that the status of the curves says.
LISTEN = """
window.heard = new Set()
new MutationObserver(() => {
    for (const { textContent } of document.querySelectorAll(".run-status")) heard.add(textContent)
}).observe(document, { childList: true, characterData: true, subtree: true })
"""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
TRIES = 5


def until_heard(page: Page, said: str) -> None:
    """Wait until the status of the curves has said something with `said` in it."""
    page.wait_for_function("said => [...heard].some(text => text.includes(said))", arg=said)


def assert_quiet(page: Page, sent: list[str], move: Callable[[], object]) -> None:
    """Assert that the page sends nothing while `move` is made; its leases it renews by itself, now and then."""
    for _try in range(TRIES):
        before = len(sent)
        move()
        page.evaluate(TWO_FRAMES)
        if len(sent) == before:
            return
    raise AssertionError(f"{len(sent) - before} frames were sent")
