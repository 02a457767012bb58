"""Every lesson in a browser: answered, done, skipped, gone back to, in both languages and three widths."""

import re
from itertools import combinations, pairwise, product

import pytest
from playwright.sync_api import expect

from kdviz.engine.jobs.run import RunJob
from kdviz.experiment.arms import ARMS
from kdviz.i18n import Translator
from kdviz.lessons import lessons
from kdviz.store.ledger import Final, Ledger
from kdviz.store.recordings import RECORDED, recorded_answer, recording
from tests.walk.checks import broken, foreign, overflowing, small_targets, unreadable
from tests.walk.robot import FIGURE, GO, NEXT, SCREENS, STEP, Robot, lock_mark, lock_order, trained_on, walks
from tests.walk.test_pages import LAPTOP, LOCALES, settle

# Any run of thirty labels will do.
TRAINED = "worth-anything"
WALKS = walks()
MENU = ".st-key-lessons_menu button"


@pytest.fixture(scope="module")
def _trained_ahead(request, engine):
    """Begin trainings while the robot looks at steps that need none: it waited for them two thirds of its time.

    Whoever asks for an equal job joins it, or is answered from the history.
    """
    walks_here = [
        item.callspec.params["walk"] for item in request.session.items if item.originalname == "test_a_lesson"
    ]
    wanted = {work.digest(): work for walk in walks_here for work in trained_on(walk)}
    for digest, work in wanted.items():
        if recorded_answer(work) is None:
            engine.submit(work, f"robot {digest}")


def test_any_two_of_what_walks_differ_in_meet():
    values = ([*LOCALES], [*SCREENS], [True, False], ["do", "skip"])
    for first, second in combinations(range(4), 2):
        met = {(walk[1 + first], walk[1 + second]) for walk in WALKS}
        assert met == {*product(values[first], values[second])}
    for name in lessons():
        mine = [walk for walk in WALKS if walk.lesson == name]
        assert [len({*each}) for each in zip(*mine, strict=True)] == [1, 2, 2, 2, 2]


@pytest.mark.usefixtures("_trained_ahead")
@pytest.mark.parametrize("walk", WALKS, ids=["-".join(map(str, walk)) for walk in WALKS])
def test_a_lesson(new_page, app_url, engine, walk):
    robot = Robot(new_page, app_url, walk)
    robot.go()
    assert not robot.faults, "\n".join(robot.faults)


@pytest.mark.parametrize(("language", "screen"), [("en", "laptop"), ("zh_CN", "phone")])
def test_every_lesson_is_reached_from_the_home_page_by_its_link(new_page, app_url, engine, language, screen):
    page, _ = new_page(app_url, locale=LOCALES[language], **SCREENS[screen]), Translator(language)
    expect(page.locator(".story[data-moving=false]")).to_be_visible()
    links, faults = page.locator("[data-testid=stPopoverBody] a"), []
    for place, lesson in enumerate(lessons().values()):
        page.locator(MENU).click()
        expect(links).to_have_count(len(lessons()))
        settle(page)
        faults += [*broken(page), *foreign(page, language), *overflowing(page)]
        faults += small_targets(page) if screen == "phone" else []
        boxes = [link.bounding_box() for link in links.all()]
        faults += [f"overlaps: {after}" for one, after in pairwise(boxes) if one["y"] + one["height"] > after["y"] + 1]
        expect(links.nth(place)).to_have_attribute("href", f"?lesson={lesson.name}")
        links.nth(place).click()
        expect(page.locator(".st-key-lesson h1")).to_have_text(_(lesson.title))
        expect(links).to_have_count(0)
        settle(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("gap", "said"), [(0.03, "Help hurts here."), (0.0, "We can't tell."), (-0.03, "more of 500")])
def test_three_endings_are_told_and_gone_on_from(new_page, app_url, engine, gap, said):
    lesson = lessons()["no-help"]
    keep(engine, lesson.steps[1].work, gap)
    page = new_page(f"{app_url}/?lesson=no-help&step=2&answers=c.d", locale="en-US", **LAPTOP)
    expect(page.locator(f"{STEP} h3")).to_contain_text(said)
    expect(page.locator(FIGURE)).to_be_in_viewport()
    page.locator(NEXT).click()
    otherwise = page.get_by_text("Here it came out otherwise.")
    expect(page.locator(f"{STEP} [role=radiogroup]")).to_be_visible()
    settle(page)
    assert otherwise.count() == (gap <= 0)
    for step in (4, 5):
        page.locator(NEXT).click()
        expect(page).to_have_url(re.compile(f"step={step}"))
        expect(page.locator(f".st-key-lesson_step_{step - 1}")).to_be_visible()
        settle(page)
    assert page.get_by_text("it came out otherwise").count() == (gap <= 0)
    assert broken(page) == []


def keep(engine, experiment, gap: float) -> None:
    """Keep a run in which the twin is ahead by a `gap`, give or take what seeds differ by."""
    known, seeds = recording(RECORDED), range(experiment.seeds)
    accuracy = {arm: [0.9 + (gap if arm == "hard" else 0) + 0.01 * (seed % 2) for seed in seeds] for arm in ARMS}
    arms = {arm: known.arms[arm].model_copy(update={"accuracy": values}) for arm, values in accuracy.items()}
    result = known.model_copy(update={"experiment": experiment, "arms": arms, "run_id": ""})
    ledger = Ledger(engine.history.database, engine.history.folder)
    run_id = ledger.enter(RunJob.asked(experiment), "robot", afresh=True).job_id
    ledger.finish(run_id, Final(result=result.model_dump(mode="json", exclude={"run_id", "sources"})), 1.0)


@pytest.mark.parametrize(("name", "step"), [(TRAINED, 1), ("which-part", 1)], ids=["mark", "order"])
def test_what_a_mark_or_a_card_leaves_is_no_answer_any_more(new_page, app_url, engine, name, step):
    page = new_page(f"{app_url}/?lesson={name}&step={step}", locale="en-US", **LAPTOP)
    settle(page)
    for _time in range(2):
        if name == TRAINED:
            lock_mark(page, "ArrowRight")
        else:
            lock_order(page, 0)
        settle(page)
        expect(page.locator(NEXT)).to_have_text(re.compile("Next"))
        expect(page).to_have_url(re.compile("answers="))
        if name == TRAINED:
            page.locator(".guess-mark").press("ArrowRight")
        else:
            page.locator(".order-cards li").nth(1).locator("button").nth(0).click()
        expect(page.locator(NEXT)).to_have_text(re.compile("Skip"))
        expect(page).not_to_have_url(re.compile("answers="))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_step_that_trains_is_done_by_training_and_told_in_view(new_page, app_url, engine, theme):
    page = new_page(f"{app_url}/?lesson={TRAINED}&step=2&answers=20~10", color_scheme=theme, **LAPTOP)
    assert page.locator(NEXT).inner_text().strip().endswith("Skip")
    page.locator(GO).click()
    figure = page.locator(FIGURE)
    expect(figure).to_be_visible()
    settle(page)
    assert page.locator(NEXT).inner_text().strip().endswith("Next")
    expect(figure).to_be_in_viewport()
    expect(page.get_by_text("You said +10 to +30.")).to_be_in_viewport()
    assert [*unreadable(page, theme), *broken(page)] == []


def test_a_sheet_is_printed_with_links_and_without_what_is_around(new_page, app_url, engine):
    page = new_page(f"{app_url}/?lesson=6&sheet=yes", **LAPTOP)
    expect(page.locator(".lesson-sheet img").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".st-key-frame")).to_be_hidden()
    expect(page.locator(".st-key-lesson_foot")).to_be_hidden()
    expect(page.locator("[data-testid=stLayoutWrapper]:has(> .st-key-lesson_foot)")).to_be_hidden()
    assert page.locator(".lesson-sheet section").count() == len(lessons()["which-part"].steps)
    page.goto(f"{app_url}/?lesson=what-else&sheet=yes")
    # One to look at, and four to choose from.
    expect(page.locator(".lesson-sheet img.digit")).to_have_count(5)
    page.emulate_media(media="screen")
