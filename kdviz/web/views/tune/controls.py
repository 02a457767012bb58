"""The controls of the page Tune: the goal, the reader's own choice, Run, and what may vary."""

from typing import Any

import streamlit as st

from kdviz.catalog import SEARCH_SCENES
from kdviz.experiment import Experiment, Search, read_by
from kdviz.experiment.search import Budget
from kdviz.experiment.vary import USUAL, SearchError
from kdviz.i18n import N_, Translator
from kdviz.results.search import SearchRecord
from kdviz.store.recordings import is_recorded
from kdviz.web.parts.buttons import run_button
from kdviz.web.parts.choice import choice, hold_choice, ready_made
from kdviz.web.parts.duration import is_taught, speed
from kdviz.web.parts.knob_control import knob_control, knob_controls
from kdviz.web.parts.making import LOOK
from kdviz.web.parts.news import show_news
from kdviz.web.session.address import write_address
from kdviz.web.session.checked import Checked, checked_request
from kdviz.web.session.knobs import knob_value, set_knobs
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.searches import (
    BUDGET,
    BUDGETS,
    GOAL,
    GOALS,
    LIMITS,
    NUMBERS,
    VARY,
    chosen_goal,
    is_measuring,
    micros_of,
    ranges_of,
    set_vary,
    start_search,
)
from kdviz.web.session.view import link_button
from kdviz.web.views.tune.state import DRAWN

# A column of a 1024-pixel screen shows 24 letters; the number and its words stand below.
GOAL_TITLES = {
    "accurate": N_("the most accurate"),
    "lose": N_("the smallest, losing …"),
    "least": N_("the smallest, right on …"),
    "both": N_("the smallest, with both"),
}
NUMBER_LABELS = {"lose": N_("points lost at most"), "least": N_("percent right at least")}
# Of each cost the field's name and a step.
LIMIT_FIELDS = {
    "bytes": (N_("packed bytes"), 500.0),
    "parameters": (N_("bytes of parameters"), 500.0),
    "macs": (N_("MACs"), 1000.0),
    "us": (N_("µs an answer"), 1.0),
}
# What else is offered to vary.
FURTHER = ("student=4,8,16,32", "pipeline=distill|distill,quantize=4|distill,prune=0.8,tune=teacher:250,quantize=4")
# What the reader chooses by hand, where it may vary.
YOURS = ("temperature", "alpha")


def check_fields(_: Translator) -> Checked[Search]:
    """Read the fields, and say what is wrong with them in the request's own sentences."""
    return checked_request(_search, _)


def _search(experiment: Experiment) -> Search:
    budget = Budget.read(st.session_state[BUDGET])._replace(is_taught=is_taught)
    vary, goal = ranges_of(st.session_state[VARY]), chosen_goal()
    micros = micros_of(experiment, vary) if "us" in goal.at_most else None
    return Search.of(experiment, vary, budget, goal=goal, speed=speed(), micros=micros)


def is_as_shown(search: Search, shown: Search) -> bool:
    """Return whether the fields ask for the search on show: of its fresh seeds and its sampler they say nothing."""
    unsaid = ["fresh_seed", "fresh_seeds", "sampler"]
    # Equal seconds are other students where the pace is another by now.
    unsaid += [] if search.seconds is None else ["students"]
    alike = search.model_copy(update={name: getattr(shown, name) for name in unsaid})
    return alike.digest() == shown.digest()


def is_waiting(checked: Checked[Search]) -> bool:
    """Return whether a worker measures what a limit of time needs: without, it would hold nobody off."""
    timed = checked.request is not None and "us" in checked.request.goal.at_most
    return (
        timed and checked.experiment is not None and is_measuring(checked.experiment, ranges_of(st.session_state[VARY]))
    )


def budget_told(text: str, _: Translator) -> str:
    """Return a budget as a reader of the language writes it; what is none as it was typed."""
    try:
        students, seconds, _is_taught = Budget.read(text)
    except SearchError:
        return text
    if seconds is None:
        return _("{students} students").format(students=_.number(students))
    # In the unit that was typed.
    if text.strip().endswith("min"):
        return _("{minutes} min").format(minutes=f"{seconds / 60:g}")
    return _("{seconds} s").format(seconds=f"{seconds:g}")


def choice_by_hand() -> dict[str, Any]:
    """Return what the reader chooses by hand, as it is now."""
    return {name: knob_value(name) for name in YOURS}


@st.fragment
def show_tune_controls(shown: SearchRecord | None) -> None:
    """Draw the controls beside the search on show, and write the URL; moving one redraws only these."""
    _ = session_translator()
    checked = check_fields(_)
    search, waiting = checked.request, is_waiting(checked)
    with st.container(key="begin"):
        st.title(_("Can you tune better than a search?"), anchor=False)
        with st.container(key="yours"):
            asked = _("What would you choose?")
            st.markdown(f"**{literal(asked)}**")
            for name in YOURS:
                knob_control(name, checked.experiment, checked.faults, _)
        _show_goal(_)
        with st.container(key="go"):
            pressed = run_button("run_tune", search is not None and not waiting, _)
        if pressed and search is not None:
            start_search(search)
            st.rerun()
        if waiting:
            show_news(_say_measuring, lambda: is_waiting(checked), every=LOOK)
        elif search is not None and (shown is None or not is_as_shown(search, shown.search)):
            text = _("Trains about {students} students in {budget}.")
            if search.seconds is None:
                text = _("Trains about {students} students.")
            budget = budget_told(st.session_state[BUDGET], _)
            st.caption(filled(text, students=_.number(search.students), budget=budget))
            if shown is not None and not shown.status.in_flight and not is_recorded(shown.search_id):
                st.info(_("The settings have changed since this result. Press Run to see what they do."))
    with st.container(key="knobs"):
        _show_varied(checked, _)
        names = [name for name in read_by(knob_value("kind")) if name not in YOURS]
        knob_controls("tune", names, checked.experiment, checked.faults, _, fold=_("More settings"))
    write_address("tune")
    with st.container(key="links"):
        link_button(_)
    if shown is None and st.session_state[DRAWN] != choice_by_hand():
        # The mark in the plane follows the reader's choice.
        st.rerun()


def _show_goal(_: Translator) -> None:
    """Draw the goal as a sentence with blanks: what is searched for, its floors, and the limits of costs."""
    with st.container(key="goal"):
        choice(_("Search for"), [*GOALS], key=GOAL, format_func=lambda name: _(GOAL_TITLES[name]))
        for name in GOALS[st.session_state[GOAL]]:
            label = _(NUMBER_LABELS[name])
            st.number_input(label, 0.0, 100.0, step=0.5, key=NUMBERS[name], persist_state="session", format="%g")
    limits = sum(bool(st.session_state[key]) for key in LIMITS.values())
    title = _("within limits: {count}").format(count=limits) if limits else _("at any cost")
    folded = st.expander(title, key="limits", on_change="rerun")
    if not folded.open:
        return
    with folded:
        st.markdown(_("At most so much; 0 for any"))
        for cost, (label, step) in LIMIT_FIELDS.items():
            st.number_input(_(label), 0.0, step=step, key=LIMITS[cost], persist_state="session", format="%g")


def _say_measuring(_: Translator) -> None:
    st.caption(_("A worker measures how long each student takes to answer."))


def _take_scene(name: str) -> None:
    scene = SEARCH_SCENES[name]
    set_knobs(scene.knobs)
    set_vary(scene.vary)


def _show_varied(checked: Checked[Search], _: Translator) -> None:
    """Draw what may vary and the budget: open where something is wrong with them."""
    texts = st.session_state[VARY]
    title = _("May vary: {count}, in {budget}").format(
        count=len(texts), budget=budget_told(st.session_state[BUDGET], _)
    )
    folded = st.expander(title, key="varied", on_change="rerun", expanded=bool(checked.fault))
    if not (folded.open or checked.fault):
        return
    with folded:
        titles = {name: scene.title for name, scene in SEARCH_SCENES.items()}
        ready_made("tune_scene", _("Ready-made searches"), _("Choose one"), titles, _take_scene, _)
        hold_choice(VARY)
        st.multiselect(
            _("What may vary"),
            [*dict.fromkeys([*texts, *(f"{name}={text}" for name, text in USUAL.items()), *FURTHER])],
            key=VARY,
            persist_state="session",
            accept_new_options=True,
            placeholder="temperature=1:20:log",
        )
        hold_choice(BUDGET)
        st.selectbox(
            _("Time, or a number of students"),
            [*dict.fromkeys([*BUDGETS, st.session_state[BUDGET]])],
            key=BUDGET,
            format_func=lambda text: budget_told(text, _),
            persist_state="session",
            accept_new_options=True,
        )
        if checked.fault:
            st.error(literal(checked.fault))
