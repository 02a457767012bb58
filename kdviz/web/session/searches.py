"""The session's search, and what the next one is asked for: begun, watched, opened again."""

from collections.abc import Mapping

import streamlit as st

from kdviz.catalog import data_set
from kdviz.engine import shared_engine
from kdviz.engine.latency import begin_microseconds
from kdviz.experiment import Experiment, Search
from kdviz.experiment.goal import COSTS, Goal, networks_of
from kdviz.experiment.search import Budget
from kdviz.results.search import SearchRecord
from kdviz.store.names import SEARCH
from kdviz.web.session.jobs import begin_instead, open_job
from kdviz.web.session.knobs import set_knobs
from kdviz.web.session.taken import answer, is_made, keep, taken
from kdviz.web.session.trouble import spoken

KEY, VARY = "search_id", "tune_vary"
# What is searched for, the number of each floor, the limit of each cost (zero for none), and the budget.
GOAL, BUDGET = "tune_goal", "tune_budget"
NUMBERS = {"lose": "tune_lose", "least": "tune_least"}
LIMITS = {cost: f"tune_limit_{cost}" for cost in COSTS}
# By their floors.
GOALS: dict[str, tuple[str, ...]] = {"accurate": (), "lose": ("lose",), "least": ("least",), "both": ("lose", "least")}
USUAL_GOAL = "accurate"
BUDGETS = ("10s", "30s", "1min", "2min")
USUAL_BUDGET = BUDGETS[1]
# Points that may be lost, and percent that must be right, until the reader says otherwise.
USUAL_NUMBERS = {"lose": 1.0, "least": 90.0}


@spoken
def start_search(search: Search, *, afresh: bool = False) -> None:
    """Submit `search`, or resume an equal one that was stopped; it replaces the session's."""
    begin_instead(KEY, search, afresh=afresh)


def open_search(search_id: str, *, knobs_too: bool = True) -> SearchRecord:
    """Make any search of the history the session's, with what it was asked for and, if wanted, knobs; return it.

    Raises
    ------
    UnknownJobError
        If there is none.
    CatalogError
        If its data set is not registered here any more; the session keeps its search.
    """
    data_set(shared_engine().record(search_id, SEARCH).search.experiment.dataset)
    record: SearchRecord = open_job(KEY, search_id, SEARCH)
    set_vary({vary.name: vary.text for vary in record.search.vary})
    set_goal(record.search.goal)
    st.session_state[BUDGET] = _budget_text(record.search)
    if knobs_too:
        set_knobs(record.search.experiment.model_dump())
    return record


@spoken
def show_kept_search(search_id: str) -> None:
    """Do as `open_search` when a button is pressed."""
    open_search(search_id)


def set_vary(ranges: Mapping[str, str]) -> None:
    """Put what may vary into the session, where its field finds it."""
    st.session_state[VARY] = [f"{name}={text}" for name, text in ranges.items()]


def set_goal(goal: Goal) -> None:
    """Put a goal into the session, where its fields find it."""
    floors = {"lose": goal.lose_at_most, "least": goal.at_least}
    asked = tuple(name for name, number in floors.items() if number is not None)
    st.session_state[GOAL] = next(name for name, needs in GOALS.items() if needs == asked)
    for name, key in NUMBERS.items():
        number = floors[name]
        st.session_state[key] = USUAL_NUMBERS[name] if number is None else number
    for cost, key in LIMITS.items():
        st.session_state[key] = goal.at_most.get(cost, 0.0)


def chosen_goal() -> Goal:
    """Return the goal that the session's fields say."""
    floors = {name: st.session_state[NUMBERS[name]] for name in GOALS[st.session_state[GOAL]]}
    return Goal(
        at_most={cost: st.session_state[key] for cost, key in LIMITS.items() if st.session_state[key]},
        lose_at_most=floors.get("lose"),
        at_least=floors.get("least"),
    )


def _budget_text(search: Search) -> str:
    if search.seconds is None:
        return f"{search.students}"
    return next((text for text in BUDGETS if Budget.read(text).seconds == search.seconds), f"{search.seconds:g}s")


def ranges_of(texts: list[str]) -> dict[str, str]:
    """Read what may vary as it is written in a shell: a knob, an equals sign, a range."""
    pairs = (text.partition("=") for text in texts)
    return {name.strip().replace("-", "_"): values.strip() for name, _equals, values in pairs}


def micros_of(experiment: Experiment, vary: Mapping[str, str]) -> Mapping[str, float] | None:
    """Return microseconds of an answer of each network that students may be, or None while a worker measures them.

    Raises
    ------
    EngineError
        If no worker can be reached.
    """
    asked = _networks(experiment, vary)
    if taken(asked) is None:
        keep(asked, begin_microseconds(experiment, vary))
    measured: Mapping[str, float] | None = answer(taken(asked)) if is_made(asked) else None
    return measured


def is_measuring(experiment: Experiment, vary: Mapping[str, str]) -> bool:
    """Return whether a worker is at what `micros_of` returns."""
    return not is_made(_networks(experiment, vary))


def _networks(experiment: Experiment, vary: Mapping[str, str]) -> tuple[str, ...]:
    return ("micros", experiment.dataset, *networks_of(experiment, vary))
