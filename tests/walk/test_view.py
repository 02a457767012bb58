"""What stands on the screen: the effect of each gesture, the first screen, and a hall's one figure."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.walk.checks import (
    asked,
    broken,
    controls_in_view,
    foreign,
    inaccessible,
    out_of_view,
    overflowing,
    share_in_view,
    unreadable,
    words_in_view,
)
from tests.walk.pairs import all_pairs
from tests.walk.test_pages import HALL, LAPTOP, LARGE_HALL, LOCALES, PHONE, THEMES, addresses, settle

SCREENS = {"laptop": LAPTOP, "phone": PHONE, "hall": HALL, "large hall": LARGE_HALL}
# Words and controls of a first screen, with navigation and head, and how much of it is picture.
WORDS, CONTROLS, PICTURE = 80, 14, 0.5
FIRST = {
    "distill": ("distill", ".doubt"),
    "lab": ("lab", ".lab-bars > svg, .lab-head canvas, .gallery-thumbs canvas"),
    "landscapes": ("landscapes", ".st-key-map .js-plotly-plot, .maps-picture"),
    "kinds": ("kinds", ".told"),
    "compress": ("compress", ".st-key-compression .js-plotly-plot"),
    "tune": ("tune", ".st-key-trials .js-plotly-plot"),
    "data": ("data", ".st-key-counts .js-plotly-plot"),
    "attack": ("attack", ".st-key-attacked .js-plotly-plot, .attack"),
    "runs": ("runs", ".st-key-runs, .st-key-foremost"),
}
# Of a hall's screen: its figure's height and its words; and pixels of its letters at 1080 lines.
TALL, FEW, LETTER = 0.7, 25, 28
# What a hall looks at on each page, and the letters on it.
HALLS = {
    "lab": (".lab-bars > svg", ".bars text, .bars-legend, .lab-told"),
    "landscapes": (".st-key-map .js-plotly-plot", ".st-key-map text"),
    "distill": (".st-key-gain .js-plotly-plot", ".st-key-gain text"),
    "kinds": (".st-key-ranking .js-plotly-plot", ".st-key-ranking text"),
    "compress": (".st-key-compression .js-plotly-plot", ".st-key-compression text"),
    "tune": (".st-key-judged .js-plotly-plot", ".st-key-judged text"),
    "data": (".st-key-counts .js-plotly-plot", ".st-key-counts text"),
    "attack": (".attack[data-drawn]", ".attack-sliders *, .attack-net *"),
    "runs": (".st-key-gain .js-plotly-plot", ".st-key-gain text"),
    "runs, two": (".st-key-compared .js-plotly-plot", ".st-key-compared text"),
}
SMALLEST = """(selector) => Math.min(...[...document.querySelectorAll(selector)]
    .filter((one) => one.textContent.trim() && one.checkVisibility())
    .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""


def opened(new_page, url: str, language: str, theme: str, screen: str) -> Page:
    page = new_page(url, locale=LOCALES[language], color_scheme=theme, **SCREENS[screen])
    settle(page)
    return page


def lab(new_page, app_url, language: str, theme: str, screen: str, query: str = "") -> Page:
    hall = "&view=projector" if "hall" in screen else ""
    page = opened(new_page, f"{app_url}/lab?{query}{hall}", language, theme, screen)
    expect(page.locator(".lab[data-drawn]")).to_be_visible()
    return page


@pytest.mark.parametrize(("language", "theme", "screen"), all_pairs([*LOCALES], THEMES, [*SCREENS]))
def test_the_lab_s_slider_and_its_bars_are_on_one_screen(new_page, app_url, language, theme, screen):
    page = lab(new_page, app_url, language, theme, screen)
    seen = (".lab-slider", ".lab-bars > svg", ".lab-told")
    assert out_of_view(page, *seen) == []
    slider, told = page.locator(".lab-slider"), page.locator(".lab-told")
    before = told.text_content()
    slider.focus()
    page.keyboard.press("End")
    expect(told).not_to_have_text(before)
    assert out_of_view(page, *seen) == []


@pytest.mark.parametrize(("language", "theme", "screen"), all_pairs([*LOCALES], THEMES, ["laptop", "phone"]))
def test_every_gesture_in_the_lab_changes_what_is_on_the_screen(new_page, app_url, language, theme, screen):
    page = lab(new_page, app_url, language, theme, screen)
    faults: list[str] = []

    def seen(gesture: str, *selectors: str) -> None:
        for selector in selectors:
            # What is drawn anew is gone for a moment.
            expect(page.locator(selector).filter(visible=True).first).to_be_visible()
        faults.extend(f"after {gesture}: {fault}" for fault in out_of_view(page, *selectors))

    page.locator(".gallery-thumbs button").nth(3).click()
    seen("a picture", ".lab-bars > svg", ".lab-told", ".lab-head canvas")
    page.locator(".lab-more > summary").click()
    page.locator(".gallery-sorts input").nth(1).check()
    seen("sorting", ".gallery-thumbs", ".lab-bars > svg")
    page.locator("[name=lab-scale][value=log]").check()
    seen("another axis", ".lab-bars > svg")
    page.locator(".lab-more > summary").click()
    page.locator("[name=lab-source][value=logits]").check()
    page.locator(".lab-logits").fill("3 2 1")
    seen("typing", ".lab-logits", ".lab-bars > svg", ".lab-told")
    page.locator("[name=lab-source][value=drawing]").check()
    page.locator(".lab-pad").click()
    seen("drawing", ".lab-pad", ".lab-bars > svg", ".lab-told")
    page.locator("[name=lab-source][value=images]").check()
    for subject, drawn in (
        ("numbers", ".lab-numbers"),
        ("loss", ".lab-gradients svg"),
        ("matching", ".lab-curve svg"),
        ("atlas", ".atlas"),
    ):
        page.locator(f"[data-subject={subject}] > summary").click()
        settle(page)
        # The slider stays while one scrolls.
        page.locator(drawn).first.evaluate("one => one.scrollIntoView({ block: 'end' })")
        seen(f"scrolling to {subject}", ".lab-slider", ".lab-temperature")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("name", "language", "theme"), all_pairs([*FIRST], [*LOCALES], THEMES))
def test_a_first_screen_is_a_picture_with_few_words_and_controls(new_page, app_url, kept, name, language, theme):
    address, picture = FIRST[name]
    page = opened(new_page, f"{app_url}/{address}", language, theme, "laptop")
    expect(page.locator(picture).filter(visible=True).first).to_be_visible()
    assert words_in_view(page) <= WORDS
    assert len(controls_in_view(page)) <= CONTROLS, controls_in_view(page)
    assert share_in_view(page, picture) >= PICTURE


@pytest.mark.parametrize(
    ("name", "language", "theme", "screen"), all_pairs([*HALLS], [*LOCALES], THEMES, ["hall", "large hall"])
)
def test_a_hall_sees_one_figure(new_page, app_url, kept, name, language, theme, screen):
    picture, letters = HALLS[name]
    # Of runs none is ticked, or two.
    address = "runs?" if name == "runs" else [*addresses(name.removesuffix(", two"), kept)][-1]
    page = opened(new_page, f"{app_url}/{address}&view=projector", language, theme, screen)
    width, height = (SCREENS[screen]["viewport"][side] for side in ("width", "height"))
    figure = page.locator(picture)
    # Plotly's figures are drawn anew once the browser has told its screen.
    page.wait_for_function(
        "([picture, least]) => document.querySelector(picture)?.getBoundingClientRect().height >= least",
        arg=[picture, TALL * height - 1],
    )
    settle(page)
    faults = out_of_view(page, picture, ".frame-leave")
    if (words := words_in_view(page)) > FEW:
        faults.append(f"{words} words: {asked(page, 'textsInView')}")
    if (size := page.evaluate(SMALLEST, letters)) < LETTER * height / 1080 - 1:
        faults.append(f"letters of {size} pixels")
    seen = ".st-key-navigation, .st-key-language_menu, [data-testid=stSelectbox], [data-testid=stTextInput]"
    faults += [f"shown in a hall: {one}" for one in page.locator(seen).filter(visible=True).all_inner_texts()]
    faults += [*broken(page), *overflowing(page), *unreadable(page, theme), *foreign(page, language)]
    faults += inaccessible(page)
    assert not faults, "\n".join(faults)
    assert figure.bounding_box()["width"] > 0.8 * width
    page.keyboard.press("p")
    expect(page.locator(".st-key-navigation")).to_be_visible()
    expect(page).not_to_have_url(re.compile("view="))
    page.keyboard.press("p")
    expect(page.locator(".st-key-navigation")).to_be_hidden()
    page.locator(".frame-leave").click()
    expect(page.locator(".st-key-navigation")).to_be_visible()


# What a hall looks at before the first run, and the letters on it.
BEGINNINGS = {
    "distill": (".doubt", ".doubt-told, .doubt-answers *"),
    "kinds": (".told", ".told h2, .told h3, .told b, .told i"),
}


@pytest.mark.parametrize(("address", "theme", "screen"), all_pairs([*BEGINNINGS], THEMES, ["hall", "large hall"]))
def test_a_hall_sees_one_picture_before_a_run_and_can_read_its_settings(new_page, app_url, address, theme, screen):
    picture, letters = BEGINNINGS[address]
    page = opened(new_page, f"{app_url}/{address}?view=projector", "en", theme, screen)
    expect(page.locator(picture)).to_be_visible()
    height = SCREENS[screen]["viewport"]["height"]
    assert out_of_view(page, f"{picture} > *") == []
    assert words_in_view(page) <= FEW, asked(page, "textsInView")
    assert page.evaluate(SMALLEST, letters) >= LETTER * height / 1080 - 1
    page.locator(".st-key-hall button").click()
    expect(page.locator("[data-testid=stPopoverBody] .st-key-go")).to_be_attached()
    settle(page)
    assert [*unreadable(page, theme), *overflowing(page), *inaccessible(page)] == []
