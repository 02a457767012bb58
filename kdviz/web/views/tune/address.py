"""The entries of the page Tune in the URL."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from kdviz.catalog import SEARCH_SCENES, not_one_of
from kdviz.experiment.goal import Goal
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
    NUMBER,
    USUAL_BUDGET,
    USUAL_NUMBERS,
    VARY,
    open_search,
    set_goal,
    set_vary,
)
from kdviz.web.views.tune.state import OPENED
from kdviz.web.views.tune.subject import SUBJECTS

# Between two knobs that may vary, whose choices have commas between.
BETWEEN = ";"
# The longest text of what may vary in the URL.
LONGEST = 2000
# The limit of each cost; that of bytes was the only one once.
AT_MOST = {"bytes": "at_most", "macs": "at_most_macs", "us": "at_most_us"}
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
    """Take the goal: its name, and after a colon its number."""
    if "goal" not in asked:
        return
    name, _colon, number = asked["goal"].partition(":")
    if name not in GOALS:
        raise not_one_of("goal", name, GOALS)
    st.session_state[GOAL], st.session_state[NUMBER] = name, _number(number, USUAL_NUMBERS.get(name, 0.0))


def _asked_limits(asked: Mapping[str, str]) -> None:
    for cost, name in AT_MOST.items():
        if name in asked:
            limit = _number(asked[name], 0.0)
            st.session_state[LIMITS[cost]] = limit if cost == "us" else round(limit)


def _number(text: str, otherwise: float) -> float:
    try:
        number = float(text)
    except ValueError:
        return otherwise
    return number if 0 <= number < 1e9 else otherwise


def _goal_text(name: str) -> str:
    return f"{name}:{st.session_state[NUMBER]:g}" if name in USUAL_NUMBERS else name


def _asked_budget(asked: Mapping[str, str]) -> None:
    if "budget" in asked:
        Budget.read(asked["budget"])
        st.session_state[BUDGET] = asked["budget"]


on_this_page = partial(Entry, pages=("tune",))
# In the order of reading: later entries override earlier ones.
ENTRIES = (
    on_this_page("search", KEY, _asked_search),
    on_this_page("vary", VARY, _asked_vary, BETWEEN.join, default=USUALLY),
    on_this_page("goal", GOAL, _asked_goal, _goal_text, default=GOALS[0]),
    *(on_this_page(name, LIMITS[cost], _asked_limits, "{:.12g}".format, default=0) for cost, name in AT_MOST.items()),
    on_this_page("budget", BUDGET, _asked_budget, default=USUAL_BUDGET),
    on_this_page("open", OPENED, SUBJECTS.asked, SUBJECTS.text, default=()),
)
