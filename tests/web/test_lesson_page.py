"""The page of a lesson, step by step."""

from dataclasses import replace
from itertools import cycle
from urllib.parse import parse_qs

import pytest

from kdviz.i18n import LANGUAGES
from kdviz.lessons import lessons
from kdviz.lessons.lesson import Do, Free
from kdviz.store.answers import Answers
from kdviz.store.recordings import RECORDED, RECORDED_ATTACK, recorded_answer, recorded_attack, recording
from kdviz.web.components.attack.attack import LOOKED, Looked
from kdviz.web.session.lessons import job_key
from kdviz.web.session.literal import literal
from kdviz.web.views.learn.menu import MENU
from tests.lessons.made_up import BARS, LESSON, QUICK, claim
from tests.web.pages import as_visitor, given, is_given, open_home, query, texts

NAME = "made-up"


@pytest.fixture(autouse=True)
def _made_up(monkeypatch):
    monkeypatch.setitem(lessons(), NAME, LESSON)


def opened(**asked: str):
    return open_home(lesson=NAME, **asked)


def forth(page):
    return page.button(key="lesson_next").click().run()


def lesson_links(page):
    """Return the links to lessons that the menu has."""
    return [each.proto for each in page.get("page_link") if each.proto.query_string]


def finished(page, engine, request):
    """Press the button that trains, and wait for the end."""
    page.button(key="lesson_go").click().run()
    engine.result(page.session_state[job_key(request)])
    return page.run()


def test_a_lesson_goes_on_by_doing_and_its_link_goes_on_elsewhere(engine):
    page = opened()
    assert page.title[0].value == "A made-up lesson"
    assert "Which of 30?" in [each.value for each in page.subheader]
    assert page.button(key="lesson_next").label == "Skip"
    assert page.button(key="lesson_back").disabled
    page.radio(key=f"lesson_choice_{NAME}_0_en").set_value("b").run()
    assert page.button(key="lesson_next").label == "Next"
    assert query(page) == {"lang": "en", "lesson": NAME, "step": "1", "answers": "b"}
    forth(page)
    assert given(page, "order")["cards"] == [
        {"name": "a", "text": "with teacher"},
        {"name": "b", "text": "labels only"},
    ]
    forth(page)
    assert not page.get("plotly_chart")
    finished(page, engine, LESSON.steps[2].work)
    assert page.get("plotly_chart")
    assert page.subheader[-1].value.partition(" ")[0] in ("shown", "not", "other")
    assert query(page)["answers"] == "b..d"
    # Elsewhere: another session has the answers, and the result at once.
    again = open_home(**query(page))
    assert again.subheader[-1].value == page.subheader[-1].value
    again.button(key="lesson_back").click().run()
    again.button(key="lesson_back").click().run()
    assert again.radio(key=f"lesson_choice_{NAME}_0_en").value == "b"
    assert again.radio(key=f"lesson_choice_{NAME}_0_en").disabled, "the result was seen"
    assert query(again) == {**query(page), "step": "1"}


def test_a_link_to_a_later_step_shows_how_far_is_what_it_trains_again(engine, monkeypatch):
    step = Do("Train.", QUICK.model_copy(update={"first_seed": 4100, "steps": 2000}), BARS, (claim(),))
    monkeypatch.setitem(lessons(), NAME, replace(LESSON, steps=(step, *LESSON.steps[-2:])))
    page = opened(step="2", answers="d")
    assert is_given(page, "curves"), "students train again for who comes by the link"
    assert not page.get("plotly_chart")
    engine.result(page.session_state[job_key(step.request())])
    page.run()
    assert page.get("plotly_chart")


def test_a_task_is_graded_by_its_own_run(engine):
    page = opened(step="5")
    key = f"lesson_free_{NAME}_4_0_en"
    page.button_group(key=key).set_value(1).run()
    finished(page, engine, LESSON.steps[4].request({"student": "16"}))
    assert query(page)["answers"] == "....d1"
    assert any(each.value.startswith("other ") for each in page.subheader), "nobody gets 99 % in twenty steps"
    page.button_group(key=key).set_value(0).run()
    assert page.button(key="lesson_go"), "another setting is another run"


def test_a_task_is_asked_also_where_another_step_has_trained_what_it_begins_with(engine, monkeypatch):
    work, task = LESSON.steps[2], LESSON.steps[4]
    task = replace(task, free=(Free("student", (QUICK.student, "8")),))
    monkeypatch.setitem(lessons(), NAME, replace(LESSON, steps=(work, task, LESSON.steps[-1])))
    page = opened(view="projector")
    finished(page, engine, work.work)
    forth(page)
    assert page.button(key="lesson_go")
    assert not page.get("plotly_chart")
    page.button(key="lesson_go").click().run()
    assert page.get("plotly_chart"), "it was trained before"
    # A hall sees the figure; by a small button it sets the task anew.
    page.button_group(key=f"lesson_free_{NAME}_1_0_en").set_value(1).run()
    assert page.button(key="lesson_go")


def test_nothing_of_an_answer_is_on_the_page_before_one_has_answered():
    page = opened(step="6")
    assert [sorted(each) for each in given(page, "tap")["pictures"]] == [["label", "pixels"]] * 2
    assert not is_given(page, "doubt")
    forth(page)
    assert is_given(page, "doubt")
    assert query(page)["answers"] == "......d"


def test_a_reason_is_answered_and_the_end_leads_on():
    page = opened(step="8")
    page.radio(key=f"why_{NAME}_7_en").set_value("a").run()
    assert page.warning[0].value == "no"
    page.radio(key=f"why_{NAME}_7_en").set_value("b").run()
    assert page.success[0].value == "yes"
    assert query(page)["answers"] == ".......b"
    forth(page)
    assert "Remember." in [each.value for each in page.subheader]
    assert "This is what was found elsewhere. You have not measured it here." in texts(page)


def test_what_ships_answers_an_equal_request_at_once_and_is_trained_here_when_wanted(engine, monkeypatch):
    recorded = recording(RECORDED)
    monkeypatch.setattr("kdviz.store.recordings.sources_digest", lambda: recorded.sources)
    step = Do("Train.", recorded.experiment, BARS, (claim(),))
    monkeypatch.setitem(lessons(), NAME, replace(LESSON, steps=(step, LESSON.steps[-1])))
    page = opened()
    page.button(key="lesson_go").click().run()
    assert page.get("plotly_chart")
    assert "Recorded." in texts(page)
    assert query(page)["answers"] == "d"
    key = job_key(recorded.experiment)
    assert key not in page.session_state, "nothing trains"
    page.button(key="lesson_live").click().run()
    engine.result(page.session_state[key])
    page.run()
    assert page.get("plotly_chart")
    assert "Recorded." not in texts(page)
    # Who has other sources trains them.
    monkeypatch.setattr("kdviz.store.recordings.sources_digest", lambda: "other")
    assert recorded_answer(recorded.experiment) is None


def test_answers_are_kept_for_who_wants_that_and_deleted_when_they_do_not(engine, monkeypatch):
    ann, kept = as_visitor(monkeypatch, "ann"), Answers(engine.history.database)
    choice = f"lesson_choice_{NAME}_0_en"
    page = opened()
    page.radio(key=choice).set_value("a").run()
    assert kept.latest(ann) == {}, "nobody has asked for it"
    page.toggle(key="lesson_keep").set_value(True).run()
    assert kept.latest(ann) == {NAME: {0: "a"}}, "also what was answered before"
    page.radio(key=choice).set_value("b").run()
    assert kept.latest(ann) == {NAME: {0: "b"}}
    again = opened()
    assert again.radio(key=choice).value == "b"
    assert again.toggle(key="lesson_keep").value
    as_visitor(monkeypatch, "ben")
    other = opened(answers="a.ba")
    assert not other.toggle(key="lesson_keep").value
    other.toggle(key="lesson_keep").set_value(True).run()
    as_visitor(monkeypatch, "ann")
    # Another's link is looked at, and answers nothing in her name.
    link = opened(answers="a.ba")
    assert link.radio(key=choice).value == "a"
    assert kept.latest(ann) == {NAME: {0: "b"}}
    link.toggle(key="lesson_keep").set_value(False).run()
    assert kept.latest(ann) == {}
    assert opened().radio(key=choice).value is None


@pytest.mark.parametrize(
    ("picked", "said"), [("9", "You picked the 9. That held: "), ("5", "You picked the 5. It is the 9: ")]
)
def test_a_tapped_picture_is_resolved_in_the_next_step(picked, said):
    page = open_home(lesson="what-else", step="4", answers=f"..{picked}")
    (told,) = (text for text in texts(page) if text.startswith("You picked"))
    assert told.startswith(f"{said}its first answer, 5, has only ")
    assert not any(text.startswith("You picked") for text in texts(open_home(lesson="what-else", step="4")))


def test_a_defense_is_broken_with_the_nets_that_the_reader_has_trained_or_else_with_recorded_ones(engine):
    page = open_home(lesson="hidden-gradient", step="3")
    page.session_state[LOOKED] = Looked(10.0, 0.0, 0)
    page.run()
    assert given(page, "attack")["run_id"] == RECORDED_ATTACK
    assert "Recorded." in texts(page)
    assert not any("Broken" in each.value for each in page.subheader)
    # Whatever was looked at elsewhere, what is told of is the bound of the attack.
    assert given(page, "attack")["looked"]["bound"] == recorded_attack().attack.bound
    assert given(page, "attack")["bounded"]
    page.session_state[LOOKED] = Looked(30.0, 0.0, 0)
    page.run()
    assert [each.value for each in page.subheader] == ["Broken: over 8 recorded repeats, 17.2 % stay right."]
    page.button(key="lesson_back").click().run()
    work = lessons()["hidden-gradient"].steps[1].work
    finished(page, engine, work)
    forth(page)
    assert given(page, "attack")["run_id"] == page.session_state[job_key(work)]
    assert "Recorded." not in texts(page)
    (told,) = (each.value for each in page.subheader)
    assert told.startswith("Broken: over 8 repeats, ")


def test_a_link_is_checked():
    page = opened(answers="...999~1")
    assert "step 4 of lesson made-up is not answered that way." in page.warning[0].value
    page = opened(answers="x", step="99")
    assert page.warning[0].value == "From the link: answers is x: step 1 of lesson made-up is not answered that way."
    assert query(page)["step"] == "9"
    wrong = open_home(lesson="made")
    assert "lesson" in wrong.warning[0].value
    assert not wrong.exception


@pytest.mark.parametrize("text", ["10", "10.0"])
def test_a_link_presets_a_number_as_a_person_writes_it(text):
    page = open_home(lesson="which-part", step="4", set=f"temperature:{text}", lock="temperature")
    assert not page.warning
    assert query(page)["set"] == "temperature:10"


def test_a_link_presets_what_the_lesson_offers_and_a_locked_knob_shows_its_value():
    page = open_home(lesson="6.4", set="temperature:4,soft_labels:own", lock="temperature")
    (told,) = page.warning
    assert told.value == "From the link: temperature is 4: the tasks here allow 1, 10."
    assert query(page)["set"] == "soft_labels:own"
    added = "Add “&set=temperature:10” to set this in the task, and “&lock=temperature” to lock it."
    assert literal(added) in texts(page)
    key = "lesson_free_which-part_3_{}"
    chosen, locked = (page.button_group(key=key.format(at)) for at in ("0_en", "1_en_locked"))
    assert not chosen.disabled
    assert chosen.value == 0
    assert locked.disabled
    assert locked.value == 0
    page = open_home(lesson="6.4", set="temperature:10", lock="temperature", view="projector")
    assert not page.warning
    locked = page.button_group(key=key.format("1_en_locked"))
    assert locked.disabled
    assert locked.value == 1
    assert not open_home(lesson="1", set="temperature:4").warning, "a later lesson has a task with it"
    (told,) = open_home(lesson="6", set="alpha:0.9").warning
    assert "alpha" in told.value


def test_a_link_to_a_sheet_is_checked():
    (told,) = open_home(lesson="which-part", sheet="1").warning
    assert told.value == "From the link: sheet is 1: allowed is one of yes."


def test_the_menu_leads_to_every_lesson_and_marks_those_that_are_done(engine):
    done = "b.d.9.a.d.d"
    page = open_home(lesson="what-else", step="6", answers=done)
    assert not lesson_links(page), "nobody has opened it"
    page.session_state[MENU] = True
    links = lesson_links(page.run())
    assert [link.query_string for link in links] == [f"lesson={name}" for name in lessons()]
    assert [link.icon for link in links].count(":material/check_circle:") == 1
    assert links[0].icon == ":material/check_circle:"
    for link in links:
        (name,) = parse_qs(link.query_string)["lesson"]
        page.query_params["lesson"] = name
        page.run()
        assert page.title[0].value in link.label
    assert not page.session_state[MENU], "a link closes it"


def test_every_lesson_opens_at_every_step():
    """In either language by turns; a robot walks each in both (`tests/walk/test_lessons.py`)."""
    for lesson, language in zip(lessons().values(), cycle(LANGUAGES), strict=False):
        page = open_home(lesson=lesson.name, lang=language)
        for _step in lesson.steps[1:]:
            assert not page.exception
            forth(page)
        assert not page.exception
        assert query(page)["step"] == str(len(lesson.steps))
