"""Something to do in a lesson, and what it comes to: a run that trains at once, or a gesture."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from kdviz import figures
from kdviz.experiment import Experiment, knob
from kdviz.figures.values import value_text
from kdviz.i18n import N_, Translator
from kdviz.lessons import Lesson
from kdviz.lessons.held import answer_told
from kdviz.lessons.lesson import Ask, Do, Ending, Mark, Order, Request, letters
from kdviz.lessons.measured import RECALL, Found, Outcome, Values, called, measured, outcome_of, outcomes, setting
from kdviz.results import Estimate, RunResult
from kdviz.verdicts.guess import Guess
from kdviz.web.parts.cards import chart, kept_figure
from kdviz.web.parts.paired import difference
from kdviz.web.session.lessons import (
    answer,
    answers_of,
    asked_before,
    begin_work,
    is_locked,
    preset,
    recorded_work,
)
from kdviz.web.session.literal import literal
from kdviz.web.session.race import shown_better
from kdviz.web.session.trouble import errors_shown
from kdviz.web.session.view import is_projected
from kdviz.web.views.learn.gestures import show_gesture
from kdviz.web.views.learn.repeats import draw_repeats
from kdviz.web.views.learn.work import found_before, found_of, is_asked, show_again, show_work

DONE = "d"
# Before a step's name: whether the reader has begun it.
BEGUN = "lesson_begun_"
# Of longer words a hall reads those of the chosen value alone.
SHORT = 6
# What may be set that is no knob.
TITLES = {"pipeline": N_("Pipeline"), "queries": N_("Queries"), "budget": N_("Students")}


def show_do(lesson: Lesson, place: int, _: Translator) -> None:
    """Draw what is to be done, while it goes on how far it is, and then what it came to."""
    step = _step(lesson, place)
    text = _(step.text).format(**setting(step, _))
    if not step.trains:
        show_gesture(lesson, place, text, _)
        return
    places = _free_places(lesson, place, _)
    request = step.request(step.settings(places))
    answered = answers_of(lesson).get(place, "")
    if not is_asked(request) and answered and (step.one_by_one or answered == DONE + places):
        # It was done before, maybe on another computer: an equal job answers, or it takes seconds again.
        begin_work(request)
    asked = _is_begun(lesson, place) and is_asked(request)
    if step.free or not asked:
        with st.container(key="lesson_hall"):
            st.subheader(literal(text), anchor=False)
            if not (asked and is_projected()):
                _show_knobs(lesson, place, _)
            if not asked:
                _show_go(lesson, place, request, _)
    if not asked:
        return
    if (found := found_of(request)) is None:
        show_work(request, _)
    elif step.one_by_one:
        draw_repeats(lesson, place, found, _)
    else:
        answer(lesson, place, DONE + places)
        show_outcome(lesson, place, _)
        if recorded_work(request) is not None:
            _show_recorded(request, _)


def show_hall_settings(lesson: Lesson, place: int, _: Translator) -> None:
    """Offer a hall to set a task anew: by its figure there is room for a small button."""
    step = lesson.steps[place]
    if not isinstance(step, Do) or not step.free or not _is_begun(lesson, place):
        return
    if is_asked(step.request(step.settings(_free_places(lesson, place, _)))):
        with st.popover(_("Settings"), icon=":material/tune:", key="hall_settings"):
            _show_knobs(lesson, place, _)


def _is_begun(lesson: Lesson, place: int) -> bool:
    """Return whether the reader has begun a step: of a task an equal request of another step says nothing yet."""
    begun = f"{BEGUN}{lesson.name}_{place}" in st.session_state
    return begun or place in answers_of(lesson) or not _step(lesson, place).free


def _begin(lesson: Lesson, place: int, request: Request) -> None:
    """Begin a step."""
    st.session_state[f"{BEGUN}{lesson.name}_{place}"] = True
    begin_work(request)


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


def _show_go(lesson: Lesson, place: int, request: Request, _: Translator) -> None:
    """Draw the button that begins the work, unless the student is too large for it."""
    step = _step(lesson, place)
    if fault := _too_large(step, request, _):
        st.warning(literal(fault))
    st.button(
        _(step.go),
        type="primary",
        icon=":material/play_arrow:",
        key="lesson_go",
        disabled=bool(fault),
        on_click=_begin,
        args=(lesson, place, request),
        shortcut="Ctrl+Enter",
    )


def _step(lesson: Lesson, place: int) -> Do:
    step = lesson.steps[place]
    assert isinstance(step, Do)
    return step


def _free_places(lesson: Lesson, place: int, _: Translator) -> str:
    """Return the places of the values that the reader has chosen in a task."""
    chosen = (
        st.session_state.get(_key(lesson, place, at, _)) if not is_locked(free.knob) else None
        for at, free in enumerate(_step(lesson, place).free)
    )
    return "".join(str(_first(lesson, place, at) if each is None else each) for at, each in enumerate(chosen))


def _key(lesson: Lesson, place: int, at: int, _: Translator) -> str:
    """Return the key of a task's knob: the browser keeps its words, so another language is another one."""
    return f"lesson_free_{lesson.name}_{place}_{at}_{_.language}"


def _first(lesson: Lesson, place: int, at: int) -> int:
    """Return the place of the value with which a task's knob begins."""
    free, before = _step(lesson, place).free, answers_of(lesson).get(place, "")[1:]
    return int(before[at]) if before and not is_locked(free[at].knob) else preset(free[at])


def _show_knobs(lesson: Lesson, place: int, _: Translator) -> None:
    """Draw what the reader may set in a task; what a link has locked shows its value."""
    step = _step(lesson, place)
    if not step.free:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="lesson_task"):
        for at, free in enumerate(step.free):
            key, first = _key(lesson, place, at, _), _first(lesson, place, at)
            words = [_(each) for each in free.words] or [_value(free.knob, value, _) for value in free.values]
            shared: dict[str, Any] = {
                "label": _(TITLES[free.knob] if free.knob in TITLES else knob(free.knob).label),
                "options": range(len(words)),
                "format_func": words.__getitem__,
                "key": f"{key}_locked" if is_locked(free.knob) else key,
                "disabled": is_locked(free.knob),
                "persist_state": "session",
            }
            is_new = shared["key"] not in st.session_state
            if is_projected() and max(map(len, words)) > SHORT:
                # A hall reads the chosen one; words of the lesson's own need no name.
                shared["label_visibility"] = "collapsed" if free.words else "visible"
                st.selectbox(**shared, index=first if is_new else 0)
            else:
                st.segmented_control(**shared, default=first if is_new else None, required=True)


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


def show_outcome(lesson: Lesson, place: int, _: Translator, *, told: bool = True) -> None:
    """Draw what a step came to, and if wanted say it, with what the reader had said before."""
    step, found = _step(lesson, place), found_before(lesson, place)
    if found is None:
        show_again(lesson, place, _)
        return
    with errors_shown(_):
        values = measured(step, found)
        said = outcomes(step, values, step.experiment.data, difference, _)
        if told:
            _say(lesson, place, values, said, _)
        _show_figure(lesson, place, found, values, said, _)


def came_out(lesson: Lesson, place: int, _: Translator, claim: int = 0) -> Ending | None:
    """Return how a claim of a step came out where that is not as expected, else None."""
    step = _step(lesson, place)
    if not step.trains or (found := found_of(step.request())) is None:
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
