"""Something to do in a lesson, and what it comes to: a run that trains at once, or a gesture."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from kdviz import figures
from kdviz.engine import Progress, shared_engine
from kdviz.experiment import Experiment, knob
from kdviz.figures.values import value_text
from kdviz.i18n import N_, Translator
from kdviz.lessons import Lesson
from kdviz.lessons.held import answer_told
from kdviz.lessons.lesson import Ask, Do, Ending, Mark, Order, Request, letters
from kdviz.lessons.measured import RECALL, Found, Outcome, Values, called, measured, outcome_of, outcomes, setting
from kdviz.results import Estimate, RunRecord, RunResult, Status
from kdviz.verdicts.guess import Guess
from kdviz.web.components.curves.curves import run_curves
from kdviz.web.components.progress.progress import job_progress
from kdviz.web.parts.cards import chart, kept_figure
from kdviz.web.parts.news import show_news
from kdviz.web.parts.paired import difference
from kdviz.web.routes.feeds import standing
from kdviz.web.session.jobs import current, is_going, progress_of, record_of
from kdviz.web.session.lessons import (
    answer,
    answers_of,
    asked_before,
    begin_work,
    is_locked,
    job_key,
    preset,
    recorded_work,
)
from kdviz.web.session.literal import literal
from kdviz.web.session.race import shown_better
from kdviz.web.session.trouble import errors_shown
from kdviz.web.session.view import is_projected
from kdviz.web.views.learn.gestures import show_gesture
from kdviz.web.views.learn.repeats import draw_repeats

DONE = "d"
# What may be set that is no knob.
TITLES = {"pipeline": N_("Pipeline"), "queries": N_("Queries"), "budget": N_("Students")}


def show_do(lesson: Lesson, place: int, _: Translator) -> None:
    """Draw what is to be done, while it goes on how far it is, and then what it came to."""
    step = _step(lesson, place)
    text = _(step.text).format(**setting(step, _))
    if not step.trains:
        show_gesture(lesson, place, text, run_of, _)
        return
    if step.free:
        st.subheader(literal(text), anchor=False)
    places = _free_places(lesson, place, step, _)
    request = step.request(step.settings(places))
    answered = answers_of(lesson).get(place, "")
    if not _is_asked(request) and answered and (step.one_by_one or answered == DONE + places):
        # It was done before, maybe on another computer: an equal job answers, or it takes seconds again.
        begin_work(request)
    if not _is_asked(request):
        with st.container(key="lesson_hall"):
            if not step.free:
                st.subheader(literal(text), anchor=False)
            _show_go(step, request, _)
    elif (found := _found(request)) is None:
        _show_work(request, _)
    elif step.one_by_one:
        draw_repeats(lesson, place, found, _)
    else:
        answer(lesson, place, DONE + places)
        show_outcome(lesson, place, _)
        if recorded_work(request) is not None:
            _show_recorded(request, _)


def _is_asked(request: Request) -> bool:
    """Return whether this session has a job of a request, or a recording in its place."""
    return recorded_work(request) is not None or current(job_key(request), shared_engine().progress) is not None


def _show_recorded(request: Request, _: Translator) -> None:
    """Say that a result is none of this computer's, and offer to train it here."""
    with st.container(horizontal=True, vertical_alignment="center", key="lesson_recorded"):
        st.caption(_("Recorded."), width="content")
        st.button(
            _("Again, live"),
            icon=":material/replay:",
            key="lesson_live",
            on_click=begin_work,
            args=(request,),
            kwargs={"live": True},
        )


def _show_go(step: Do, request: Any, _: Translator) -> None:
    """Draw the button that begins the work, unless the student is too large for it."""
    if fault := _too_large(step, request, _):
        st.warning(literal(fault))
    st.button(
        _(step.go),
        type="primary",
        icon=":material/play_arrow:",
        key="lesson_go",
        disabled=bool(fault),
        on_click=begin_work,
        args=(request,),
        shortcut="Ctrl+Enter",
    )


def _step(lesson: Lesson, place: int) -> Do:
    step = lesson.steps[place]
    assert isinstance(step, Do)
    return step


def _free_places(lesson: Lesson, place: int, step: Do, _: Translator) -> str:
    """Draw what the reader may set in a task, and return the place of each chosen value."""
    if not step.free:
        return ""
    before = answers_of(lesson).get(place, "")[1:]
    places = []
    with st.container(horizontal=True, key="lesson_task"):
        for at, free in enumerate(step.free):
            own = f"lesson_free_{lesson.name}_{place}_{at}_{_.language}"
            if is_locked(free.knob):
                places.append(str(preset(free)))
                continue
            first = int(before[at]) if len(before) == len(step.free) else preset(free)
            words = [_(each) for each in free.words] or [_value(free.knob, value, _) for value in free.values]
            chosen = st.segmented_control(
                _(TITLES[free.knob] if free.knob in TITLES else knob(free.knob).label),
                range(len(free.values)),
                default=None if own in st.session_state else first,
                format_func=words.__getitem__,
                key=own,
                required=True,
                persist_state="session",
            )
            places.append(str(first if chosen is None else chosen))
    return "".join(places)


def _value(name: str, value: Any, _: Translator) -> str:
    return str(value) if name in TITLES else value_text(name, value, _)


def _too_large(step: Do, request: Any, _: Translator) -> str:
    """Say by how much the chosen student is over a task's limit; nothing where it keeps it."""
    if step.bytes_at_most is None or not isinstance(request, Experiment):
        return ""
    size = request.student_cost.bytes
    if size <= step.bytes_at_most:
        return ""
    text = _("This student takes {size} bytes, more than {most}.")
    return text.format(size=_.number(size), most=_.number(step.bytes_at_most))


def _show_work(request: Request, _: Translator) -> None:
    """Draw how far the training is, or why there is no result."""
    key = job_key(request)
    progress = progress_of(key)
    if progress is not None and progress.status.in_flight:
        with st.container(key="lesson_figure"):
            show_news(partial(_show_progress, key), partial(is_going, key))
    elif progress is not None:
        _show_end(progress, request, _)


def _show_progress(key: str, _: Translator) -> None:
    """Draw the curves of a run as they grow, and of any other job how far it is."""
    progress = progress_of(key)
    if progress is None:
        return
    record = shared_engine().record(progress.job_id)
    if not isinstance(record, RunRecord):
        job_progress([progress], _("The students are training"), _)
    elif run_curves(record, standing(shared_engine(), record.run_id), _):
        st.rerun()


def _show_end(progress: Progress, request: Any, _: Translator) -> None:
    """Say why there is no result, and offer to try again."""
    record = shared_engine().record(progress.job_id)
    if record.failure is not None:
        st.error(literal(record.failure.sentence(_)))
    else:
        st.info(_("This ended before it had a result."))
    st.button(_("Try again"), key="lesson_go", type="primary", on_click=begin_work, args=(request,))


def _found(request: Request) -> Found | None:
    """Return what a request has come to in this session, or in the recording that answers it."""
    if (recorded := recorded_work(request)) is not None:
        known: Found = recorded
        return known
    progress = progress_of(job_key(request))
    if progress is None or progress.status is not Status.FINISHED:
        return None
    record = record_of(progress)
    return record.result if isinstance(record, RunRecord) else record


def show_outcome(lesson: Lesson, place: int, _: Translator, *, told: bool = True) -> None:
    """Draw what a step came to, and if wanted say it, with what the reader had said before."""
    step, found = _step(lesson, place), _found_before(lesson, place)
    if found is None:
        return
    with errors_shown(_):
        values = measured(step, found)
        said = outcomes(step, values, step.experiment.data, difference, _)
        if told:
            _say(lesson, place, values, said, _)
        _show_figure(lesson, place, found, values, said, _)


def run_of(lesson: Lesson, place: int) -> RunResult | None:
    """Return the run that a step has come to, if it was one."""
    found = _found_before(lesson, place)
    return found if isinstance(found, RunResult) else None


def _found_before(lesson: Lesson, place: int) -> Found | None:
    """Return what a step has come to; who comes by a link has it from an equal job, or trains it again."""
    step, answered = _step(lesson, place), answers_of(lesson).get(place)
    if not step.trains or answered is None:
        return None
    request = step.request(step.settings(answered[1:]))
    if not _is_asked(request):
        begin_work(request)
    return _found(request)


def came_out(lesson: Lesson, place: int, _: Translator, claim: int = 0) -> Ending | None:
    """Return how a claim of a step came out where that is not as expected, else None."""
    step = _step(lesson, place)
    if not step.trains or (found := _found(step.request())) is None:
        return None
    said = outcomes(step, measured(step, found), step.experiment.data, difference, _)
    outcome = outcome_of(step, said, claim)
    return outcome.ending if outcome and outcome.ending != outcome.claim.expected else None


def _say(lesson: Lesson, place: int, values: dict[str, Values], said: Sequence[Outcome], _: Translator) -> None:
    if not said:
        st.info(_("There are no numbers to go by: training came to no result."))
        return
    ask, answered = asked_before(lesson, place)
    if ask is not None and answered is not None:
        told = answer_told(ask, answered, _step(lesson, place), values, said, difference, shown_better, _)
        st.markdown(literal(told))
    first, *others = said
    st.subheader(literal(first.sentence), anchor=False)
    for outcome in others:
        st.markdown(literal(outcome.sentence))


def _show_figure(
    lesson: Lesson, place: int, found: Found, values: dict[str, Values], said: Sequence[Outcome], _: Translator
) -> None:
    step = _step(lesson, place)
    ask, answered = asked_before(lesson, place)
    data = step.experiment.data
    guess = ask.way.guess(answered, data) if ask is not None and isinstance(ask.way, Mark) else None
    of_gain = ask is not None and isinstance(ask.way, Mark) and ask.way.of == "gain"
    if of_gain and isinstance(found, RunResult):
        figure = kept_figure(("gain", found.run_id, guess, _.language), lambda: figures.gain_dots(found, guess, _))
        chart("lesson_figure", figures.gain_takeaway(found, _), figure, lambda: figures.gain_table(found, _), _)
        return
    names = _named(step, ask, answered, values, _)
    rows = {title: values[name] for name, title in names.items()}
    means = {title: _estimate(values[name]) for name, title in names.items()}
    untaught = {names[bar.name] for bar in step.bars if bar.of.endswith("hard") and bar.name in names}
    goal = step.claims[0].least if step.claims else None
    band = None if of_gain else _band(guess)
    figure = figures.lesson_dots(rows, means, _, untaught, guess=band, least=goal, title=_measure(step, _))
    text = _("What was measured, {n} repeats of each").format(n=max(map(len, rows.values()), default=0))
    if is_projected() and said:
        # A hall reads what came out in the title.
        text = said[0].sentence
    chart("lesson_figure", text, figure, lambda: figures.lesson_table(rows, means, _), _)


def _measure(step: Do, _: Translator) -> str:
    """Return what a step's bars are in percent of, where that is not the test accuracy."""
    of = step.bars[0].of
    return _("Of that digit read, %") if of.startswith(RECALL) else _("Answers alike, %") if of == "agreement" else ""


def _titles(step: Do, values: dict[str, Values], _: Translator) -> dict[str, str]:
    """Return what each bar that has numbers is called."""
    return {bar.name: called(bar, step, _) for bar in step.bars if values[bar.name]}


def _best_first(titles: dict[str, str], values: dict[str, Values]) -> list[str]:
    """Return the names of bars, the best first."""
    return sorted(titles, key=lambda name: -_estimate(values[name]).mean)


def _named(step: Do, ask: Ask | None, answered: str | None, values: dict[str, Values], _: Translator) -> dict[str, str]:
    """Return what each bar that has numbers is called: after an order the best first, each with the reader's place."""
    titles = _titles(step, values, _)
    if ask is None or not isinstance(ask.way, Order):
        return titles
    best = _best_first(titles, values)
    yours = {
        bar.name: answered.index(letter) + 1
        for letter, bar in zip(letters(ask.way.count), step.bars, strict=False)
        if answered is not None
    }
    text = _("{bar} (you: {place})")
    return {name: text.format(bar=titles[name], place=yours[name]) if name in yours else titles[name] for name in best}


def _estimate(values: Values) -> Estimate:
    """Return the mean of some seeds' numbers with its interval."""
    return difference((0.0,) * len(values), values)


def _band(guess: Guess | None) -> tuple[float, float] | None:
    if guess is None:
        return None
    low, high = guess.ends
    return max(low, 0) / 100, min(high, 100) / 100
