"""The entries of the page Tune in the URL."""

import sys
from collections.abc import Mapping
from functools import partial

import streamlit as st

from kdviz.catalog import SEARCH_SCENES, not_one_of
from kdviz.experiment.goal import COSTS, Goal
from kdviz.experiment.search import Budget
from kdviz.experiment.vary import USUAL
from kdviz.web.session.knobs import are_knobs_asked
from kdviz.web.session.pages import Entry
from kdviz.web.session.searches import (
    BUDGET,
    GOAL,
    GOALS,
    KEY,
    LIMITS,
    NUMBERS,
    USUAL_BUDGET,
    USUAL_GOAL,
    USUAL_NUMBERS,
    VARY,
    open_search,
    set_goal,
    set_vary,
)
from kdviz.web.views.tune.state import OPENED
from kdviz.web.views.tune.subject import SUBJECTS

# Between two knobs that may vary, whose choices have commas between; and between two floors of a goal.
BETWEEN, BESIDE = ";", ","
# The longest text of what may vary in the URL.
LONGEST = 2000
# The limit of each cost; that of bytes was the only one once.
AT_MOST = {"bytes": "at_most", **{cost: f"at_most_{cost}" for cost in COSTS if cost != "bytes"}}
USUALLY = [f"{name}={text}" for name, text in USUAL.items()]


def _asked_search(asked: Mapping[str, str]) -> None:
    # A search that was opened elsewhere has brought its own.
    if VARY not in st.session_state:
        scene = SEARCH_SCENES.get(st.query_params.get("scene", ""))
        set_vary(scene.vary if scene else USUAL)
        set_goal(Goal())
        st.session_state[BUDGET] = USUAL_BUDGET
    if "search" in asked:
        open_search(asked["search"], knobs_too=not are_knobs_asked())


def _asked_vary(asked: Mapping[str, str]) -> None:
    texts = [text for text in asked.get("vary", "")[:LONGEST].split(BETWEEN) if text.strip()]
    if texts:
        st.session_state[VARY] = texts


def _asked_goal(asked: Mapping[str, str]) -> None:
    """Take the goal: that of the highest accuracy, or floors with commas between, each with a colon and its number."""
    if "goal" not in asked:
        return
    read = [text.partition(":") for text in asked["goal"].split(BESIDE)]
    names = {name for name, _colon, _number in read}
    goal = next((goal for goal, floors in GOALS.items() if {*(floors or (goal,))} == names), None)
    if goal is None:
        raise not_one_of("goal", asked["goal"], ("accurate", "lose:1", "least:90", "lose:1,least:90"))
    st.session_state[GOAL] = goal
    for name, _colon, number in read:
        if name in NUMBERS:
            st.session_state[NUMBERS[name]] = _number(number, USUAL_NUMBERS[name], most=100)


def _asked_limits(asked: Mapping[str, str]) -> None:
    for cost, name in AT_MOST.items():
        if name in asked:
            st.session_state[LIMITS[cost]] = _number(asked[name], 0.0)


def _number(text: str, otherwise: float, most: float = sys.float_info.max) -> float:
    try:
        number = float(text)
    except ValueError:
        return otherwise
    return number if 0 <= number <= most else otherwise


def _number_text(number: float) -> str:
    """Write a number as short as it can be read again."""
    short = f"{number:.12g}"
    return short if float(short) == number else repr(float(number))


def _goal_text(goal: str) -> str:
    floors = (f"{name}:{_number_text(st.session_state[NUMBERS[name]])}" for name in GOALS[goal])
    return BESIDE.join(floors) or goal


def _asked_budget(asked: Mapping[str, str]) -> None:
    if "budget" in asked:
        Budget.read(asked["budget"])
        st.session_state[BUDGET] = asked["budget"]


on_this_page = partial(Entry, pages=("tune",))
# In the order of reading: later entries override earlier ones.
ENTRIES = (
    on_this_page("search", KEY, _asked_search),
    on_this_page("vary", VARY, _asked_vary, BETWEEN.join, default=USUALLY),
    on_this_page("goal", GOAL, _asked_goal, _goal_text, default=USUAL_GOAL),
    *(on_this_page(name, LIMITS[cost], _asked_limits, _number_text, default=0) for cost, name in AT_MOST.items()),
    on_this_page("budget", BUDGET, _asked_budget, default=USUAL_BUDGET),
    on_this_page("open", OPENED, SUBJECTS.asked, SUBJECTS.text, default=()),
)
