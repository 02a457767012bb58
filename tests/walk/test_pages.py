"""Every page in every language, theme and size, any two of them together, with answers that the history has."""

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response, expect

from tests.walk.checks import (
    broken,
    foreign,
    inaccessible,
    misdrawn,
    out_of_reach,
    overflowing,
    parted,
    small_targets,
    unexplained,
    unnamed,
    unreadable,
)
from tests.walk.conftest import Kept
from tests.walk.pairs import all_pairs
from tests.web.inventory import FIGURES

LOCALES = {"en": "en-US", "zh_CN": "zh-CN"}
THEMES = ("light", "dark")
# What a browser is told of a screen.
LAPTOP = {"viewport": {"width": 1366, "height": 768}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
HALL = {"viewport": {"width": 1024, "height": 768}}
LARGE_HALL = {"viewport": {"width": 1920, "height": 1080}}
# What begins the work of a page; the temperature lab's is under the slider, and Runs only looks back.
BEGIN = {
    "learn": ".story-digits button",
    "distill": ".st-key-run button",
    "landscapes": ".st-key-run_sweep button",
    "kinds": ".st-key-run_kinds button",
    "compress": ".st-key-run_compression button",
    "tune": ".st-key-run_tune button",
    "attack": ".st-key-run_attack button",
    "lab": ".lab-slider",
    "data": ".st-key-train_on_it button",
    "runs": ".st-key-export_csv button",
}
FOLDED = "[data-testid=stMain] details:not([open]) > summary"
# Nothing is being computed, faded or moved any more, the frame is there, and no component waits for its script.
SETTLED = """() => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
    && document.querySelector(".frame-ask[aria-pressed]")
    && !document.querySelector("[data-stale=true], [data-testid=stSkeleton], .stBidiComponent [inert]")
    && document.getAnimations().every(({ playState }) => playState !== "running")"""


def addresses(name: str, kept: Kept) -> dict[str, tuple[str, ...]]:
    """Return the addresses at which the figures of the page `name` are seen."""
    # A row of the table of runs shows so much of an id.
    classic, logits = (run_id[:8] for run_id in kept.race)
    return {
        "learn": {"": FIGURES["learn"]},
        "distill": {f"distill?run={kept.run}": FIGURES["distill"]},
        "landscapes": {f"landscapes?sweep={kept.sweep}&cell=3": FIGURES["landscapes"]},
        "kinds": {f"kinds?race={classic},{logits}": FIGURES["kinds"]},
        "compress": {
            f"compress?compression={kept.compression}&open=zeros,bits,sensitivity,tuning": FIGURES["compress"]
        },
        "tune": {f"tune?search={kept.search}&open=importance,front,lines,one_seed": FIGURES["tune"]},
        "attack": {"attack?open=bounds": FIGURES["attack"]},
        "lab": {f"lab?run={classic}": FIGURES["lab"]},
        "data": {"data?data=digits": FIGURES["data"]},
        "runs": {
            f"runs?select={classic}": FIGURES["runs"][:1],
            f"runs?select={classic},{logits}": FIGURES["runs"][1:],
        },
    }[name]


def settle(page: Page) -> None:
    page.wait_for_function(SETTLED)


def open_settings(page: Page) -> None:
    """Open the less used settings of Train, and the least used in them."""
    page.locator(".st-key-others summary").click()
    expect(page.locator(".st-key-rest summary")).to_be_visible()
    # A fold that is drawn anew as it is pressed stays closed.
    settle(page)
    page.locator(".st-key-rest summary").click()
    expect(page.locator(".st-key-knob_first_seed")).to_be_visible()
    settle(page)


def unfold(page: Page) -> None:
    """Open all that is folded away, which is drawn only then, also what comes with that."""
    folded = page.locator(FOLDED).filter(visible=True)
    while folded.count():
        folded.first.click()
        settle(page)


def prepare(page: Page, name: str) -> None:
    """Bring on what a page shows only when it is asked to."""
    if name == "kinds":
        page.locator(".st-key-race_again summary").click()
        settle(page)
    if name == "lab":
        page.locator(".st-key-fold_optimizers summary").click()
        page.locator(".st-key-train_optimizers button").click()
        page.locator(".lab-more > summary").click()
        page.locator(".lab-several").check()
        for place in (1, 2):
            page.locator(".gallery-thumbs button").nth(place).click()
        expect(page.locator(".lab-panel")).to_have_count(2)
        # Of each image the shares that teacher, twin and student give; the panel is there a frame earlier.
        page.wait_for_function(
            "lines => document.querySelector('[data-testid=lab]').shown.shares.flat().length === lines", arg=6
        )


@pytest.mark.parametrize(
    ("name", "language", "theme", "screen"), all_pairs([*FIGURES], [*LOCALES], THEMES, ["laptop", "phone"])
)
def test_a_page(new_page, app_url, kept, name, language, theme, screen):
    settings = {"laptop": LAPTOP, "phone": PHONE}[screen] | {"locale": LOCALES[language], "color_scheme": theme}
    width = settings["viewport"]["width"]
    faults: list[str] = []

    def console(message: ConsoleMessage) -> None:
        # Which answer it was, the answer itself says.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(f"console: {message.text}")

    def response(answer: Response) -> None:
        if answer.status >= 400:
            faults.append(f"{answer.url} answers with {answer.status}")

    def watch(page: Page) -> None:
        page.on("console", console)
        page.on("response", response)
        page.on("requestfailed", lambda request: faults.append(f"{request.url}: {request.failure}"))

    for address, figures in addresses(name, kept).items():
        page = new_page(f"{app_url}/{address}", watched=watch, **settings)
        expect(page.locator(BEGIN[name]).first).to_be_visible()
        settle(page)
        faults += [*out_of_reach(page, BEGIN[name]), *unexplained(page)]
        prepare(page, name)
        for each in figures:
            faults += misdrawn(page, each, width)
        unfold(page)
        settle(page)
        faults += [*broken(page), *overflowing(page), *parted(page), *unreadable(page, theme), *foreign(page, language)]
        faults += [*inaccessible(page), *unnamed(page), *(small_targets(page) if screen == "phone" else [])]
        if page.locator("h1").filter(visible=True).count() != 1:
            faults.append("a page has one h1")
    assert not faults, "\n".join(faults)
