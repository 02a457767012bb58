"""A run that has ended, shown as it went; and what is told of it to who does not see it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.curves import SHORT, STEPS, begin, ended, points, until_more, updates
from tests.browser.listening import LISTEN, until_heard

SPOKEN = LISTEN.replace("heard", "spoken").replace(".run-status", ".run-plot .spoken")


@pytest.fixture(scope="module")
def finished(browser, app_url) -> str:
    return ended(browser, app_url)


def test_similarity_matrices_come_with_the_curves_and_follow_their_replay(new_page, app_url):
    page = begin(new_page, app_url, 41, kind="similarity")
    matrices, slider = page.locator("canvas[data-matrix]"), page.locator(".run-replay")
    expect(matrices).to_have_count(3)
    expect(slider).to_be_visible()

    def shown() -> list[str]:
        return matrices.evaluate_all("all => all.map(one => one.dataset.matrix)")

    seen, (teacher, *students) = updates(page), shown()
    told = page.locator(".run-similarities").get_by_role("img", name="With teacher")
    expect(told).to_have_accessible_name(
        re.compile(r"^With teacher: similarities of the images at step 500: off by 0\.\d+ \(0\.\d+–0\.\d+\)$")
    )
    slider.focus()
    page.keyboard.press("Home")
    until_more(page, seen)
    same, *earlier = shown()
    assert same == teacher
    assert all(before != after for before, after in zip(earlier, students, strict=True))


def test_a_finished_run_is_replayed_with_everything_that_hangs_on_it(new_page, app_url):
    page = begin(new_page, app_url, 40, dataset="moons", labels=20)
    slider, surfaces, shares = page.locator(".run-replay"), page.locator("canvas[data-surface]"), "[data-shares]"
    expect(surfaces).to_have_count(3)
    expect(slider).to_be_visible()
    expect(page.locator(shares)).to_be_visible()

    def shown() -> tuple[list[str], str]:
        return surfaces.evaluate_all("all => all.map(one => one.dataset.surface)"), page.locator(shares).get_attribute(
            "data-shares"
        )

    whole, seen, (teacher, *students), end = points(page), updates(page), *shown()
    slider.focus()
    page.keyboard.press("Home")
    until_more(page, seen)
    assert points(page) == 1
    expect(page.locator(".run-status")).to_have_text(re.compile(r"^Step \d+ of 500, "))
    expect(page.locator(".knowledge-moment")).to_have_text(re.compile(r"students at step \d+"))
    (same, *earlier), start = shown()
    assert same == teacher
    assert all(before != after for before, after in zip(earlier, students, strict=True))
    assert start != end
    seen = updates(page)
    page.keyboard.press("End")
    until_more(page, seen)
    assert points(page) == whole
    expect(page.locator(".knowledge-moment")).to_have_text("students after the last step")
    assert shown() == ([teacher, *students], end)


def test_a_run_is_told_to_who_does_not_see_it_at_milestones_only(new_page, app_url):
    page = new_page(f"{app_url}/?{SHORT}&first_seed=61", locale="en-US", script=SPOKEN)
    expect(page.locator(".st-key-run button")).to_be_enabled()
    page.locator(".st-key-run button").click()
    expect(page.locator(".run-replay")).to_be_visible()
    told = [text for text in page.evaluate("[...spoken]") if text.startswith("Training step ")]
    assert 1 <= len(told) <= 4
    assert re.fullmatch(
        r"Training step 500\. Validation accuracy, %: Labels only [\d.]+ %, With teacher [\d.]+ %", told[-1]
    )
    # The canvases are one picture with a name.
    expect(page.get_by_role("img", name=told[-1])).to_be_visible()


def test_who_wants_less_motion_sees_the_end_of_a_run_at_once(new_page, finished):
    still = new_page(finished, locale="en-US", script=LISTEN, reduced_motion="reduce")
    until_heard(still, f"Step {STEPS} of {STEPS}")
    steps = set(re.findall(rf"Step (\d+) of {STEPS}", " ".join(still.evaluate("[...heard]"))))
    assert steps == {str(STEPS)}


def test_a_run_that_was_there_before_is_shown_as_it_went(new_page, finished):
    again = new_page(finished, locale="en-US", script=LISTEN)
    until_heard(again, f"Step {STEPS} of {STEPS}")
    steps = [int(step) for step in re.findall(rf"Step (\d+) of {STEPS}", " ".join(again.evaluate("[...heard]")))]
    assert steps == sorted(steps)
    assert steps[0] < steps[-1]
