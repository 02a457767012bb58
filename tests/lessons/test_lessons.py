"""Lessons as data: short, whole, and without a number that no result has brought."""

import re
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from kdviz.catalog import CatalogError
from kdviz.experiment import Experiment, Search
from kdviz.experiment.search import Budget
from kdviz.i18n import Translator
from kdviz.lessons import courses, lesson_named, lessons
from kdviz.lessons.answers import LONGEST, AnswersError, answers_text, read_answers
from kdviz.lessons.lesson import Ask, Bar, Do, Draw, Free, Heat, Lesson, TakeAway, Why
from kdviz.lessons.measured import mean, measured, outcomes, setting
from kdviz.measures import difference
from kdviz.results import Estimate
from kdviz.store.recordings import recorded_search
from tests.conftest import run_here
from tests.lessons.made_up import BARS, LESSON, QUICK, claim

EVERY = pytest.mark.parametrize("lesson", lessons().values(), ids=lessons())
ANSWERS = "a.ba.d.-12~5.d1.8.d.b.d"


def texts_of(lesson: Lesson) -> list[str]:
    """Return what a lesson says, but for the settings that it lets choose."""
    found = [lesson.title]
    for step in lesson.steps:
        found.append(step.text)
        if isinstance(step, Do):
            found += [bar.text for bar in step.bars]
            found += [text for each in step.claims for text in vars(each.told).values()]
            found += [word for free in step.free for word in free.words]
        elif isinstance(step, Why):
            found += [text for reason in step.reasons for text in (reason.text, reason.reply)]
    return found


@EVERY
def test_a_lesson_is_a_short_file_with_few_steps(lesson):
    file = Path(courses.__file__).parent / f"{lesson.name.replace('-', '_')}.py"
    assert len(file.read_text("utf-8").splitlines()) <= 60
    assert len(lesson.steps) <= 6
    first = lesson.steps.index(lesson.works[0]) if lesson.works else 1
    assert isinstance(lesson.steps[first - 1], Ask), "one answers before one sees"
    assert isinstance(lesson.steps[-1], TakeAway)
    *_before, task = [step for step in lesson.steps if isinstance(step, Do) and not isinstance(step.work, Draw)]
    assert (task.free and task.claims[0]) or (not lesson.works and isinstance(task.work, Heat)), "it ends in a task"


def test_the_student_of_the_last_lesson_s_task_reads_what_one_draws():
    (*_before, task, drawn, end) = lessons()["small-enough"].steps
    assert task.free
    assert isinstance(drawn.work, Draw)
    assert end.files


@EVERY
def test_no_number_in_the_prose_comes_from_nowhere(lesson):
    assert [text for text in texts_of(lesson) if re.search(r"\d", text)] == []


@EVERY
def test_every_text_is_translated_and_has_the_blanks_of_the_other_language(lesson):
    chinese = Translator("zh_CN")
    for text in texts_of(lesson):
        if re.search(r"[A-Za-z]{2,}", re.sub(r"{\w+}", "", text)):
            assert chinese(text) != text, text
        assert blanks(chinese(text)) <= blanks(text), text


def blanks(text: str) -> set[str]:
    return {name for _literal, name, *_rest in Formatter().parse(text) if name}


@EVERY
def test_three_endings_of_every_claim_can_be_said(lesson):
    for step in lesson.works:
        step.text.format(**setting(step))
        values = {bar.name: (0.5, 0.6, 0.7) for bar in step.bars}
        for ends, ending in (((0.1, 0.3), "shown"), ((-0.1, 0.3), "not shown"), ((-0.3, -0.1), "other")):
            found = Estimate(mean=sum(ends) / 2, ci95=ends)
            said = outcomes(step, values, step.experiment.data, lambda *_values, found=found: found)
            assert [outcome.ending for outcome in said] == [ending] * len(step.claims)
            assert all(outcome.sentence and "{" not in outcome.sentence for outcome in said)


@EVERY
def test_one_explanation_holds_and_a_task_has_a_solution_that_it_does_not_begin_with(lesson):
    for step in lesson.steps:
        if isinstance(step, Why):
            assert sum(reason.holds for reason in step.reasons) == 1
        if isinstance(step, Do) and step.free:
            assert {free.knob for free in step.free} == step.solution.keys()
            first = {free.knob: free.values[free.first] for free in step.free}
            assert first != step.solution
            step.request(first)
            step.request(step.solution)
            assert all(step.solution[free.knob] in free.values for free in step.free)
            assert all(len(free.words) in (0, len(free.values)) for free in step.free)


def test_a_lesson_is_found_by_name_number_and_step():
    lesson, step = lesson_named("2")
    assert (lesson.name, step) == ("worth-anything", None)
    assert lesson_named("2.3") == (lesson, 2)
    assert lesson_named("worth-anything.99") == (lesson, len(lesson.steps) - 1)
    for nonsense in ("", "0", "worth", "2.", "a" * 99, "2.3.4"):
        with pytest.raises(CatalogError):
            lesson_named(nonsense)


def test_answers_are_read_as_they_are_written():
    read = read_answers(LESSON, ANSWERS)
    assert answers_text(LESSON, read) == ANSWERS
    assert answers_text(LESSON, {3: "7~1"}) == "...7~1"
    assert read_answers(LESSON, "") == {}


@pytest.mark.parametrize(
    "text",
    [
        "c",
        "ab",
        ".aa",
        ".ab.x",
        ".ab.d1",
        "...5",
        "...1e3~1",
        "....d2",
        "....d",
        ".....3",
        "a" * (LONGEST + 1),
        "." * 9 + "d",
    ],
)
def test_what_is_no_answer_is_refused(text):
    with pytest.raises(AnswersError):
        read_answers(LESSON, text)


def test_bars_are_the_run_s_and_a_claim_ends_as_its_interval_says():
    step = LESSON.steps[2]
    result = run_here(QUICK).result
    values = measured(step, result)
    assert values == {
        "taught": tuple(result.arms["distilled"].accuracy),
        "labels": tuple(result.arms["hard"].accuracy),
    }

    def paired(first, second):
        return difference(first, second, paired=True)

    (found,) = outcomes(step, values, QUICK.data, paired)
    assert found.difference == result.gain
    below = Do("", QUICK, BARS, (claim("taught", "taught", least=2.0),))
    (found,) = outcomes(below, values, QUICK.data, paired)
    assert found.ending == "other"
    assert found.sentence.startswith(f"other {100 * result.arms['distilled'].mean:.1f} 200.0 −")


def test_bars_of_a_search_are_the_best_and_the_usual_setting_then_and_anew():
    record = recorded_search()
    result = record.result
    best, by_hand = (
        each.model_copy(update={"accuracy": [share] * 2}) for each, share in ((result.best, 0.9), (result.by_hand, 0.8))
    )
    record = replace(record, result=result.model_copy(update={"best": best, "by_hand": by_hand}))
    names = ("best", "by_hand", "searched:best", "searched:by_hand")
    values = measured(Do("", record.search, tuple(Bar(name, "", of=name) for name in names)), record)
    assert (values["best"], values["by_hand"]) == ((0.9, 0.9), (0.8, 0.8))
    assert values["searched:by_hand"] == tuple(record.trials[0].accuracy)
    assert mean(values["searched:best"]) == max(trial.mean for trial in record.trials if len(trial.accuracy) == 8)


def test_a_task_of_a_search_is_the_same_search_with_another_budget():
    search = Search.of(Experiment(labels=100), {"temperature": "1:20:log"}, Budget(100))
    task = Do("", search, free=(Free("budget", (100, 50)),))
    assert task.request({"budget": 100}) == search
    assert task.request({"budget": 50}) == search.model_copy(update={"students": 50})
