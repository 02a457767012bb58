"""What the session has begun to take along: exports, and measurements of students."""

from collections.abc import Hashable
from concurrent.futures import Future
from typing import Any

import streamlit as st

from kdviz.engine import shared_engine

# By what was asked for, a `Future` of the answer, or the id of the job that finds it.
TAKEN = "taken"
# The name under which it watches them; such a job waits in no run's place.
PART = "take"


def taken(asked: Hashable) -> Any:
    """Return what was begun for a request, a `Future` or the id of a job; None where nothing was."""
    return st.session_state.get(TAKEN, {}).get(asked)


def keep(asked: Hashable, begun: "Future[Any] | str") -> None:
    """Remember what was begun for a request."""
    st.session_state[TAKEN] = {**st.session_state.get(TAKEN, {}), asked: begun}


def drop(asked: Hashable) -> None:
    """Forget what was begun for a request."""
    st.session_state.get(TAKEN, {}).pop(asked, None)


def is_made(asked: Hashable) -> bool:
    """Return whether no worker is at it any more."""
    begun = taken(asked)
    if isinstance(begun, Future):
        return begun.done()
    return begun is None or not shared_engine().in_flight(begun)


def answer(begun: "Future[Any] | str") -> Any:
    """Return what came of something that was begun; raises as the worker did."""
    return begun.result() if isinstance(begun, Future) else shared_engine().result(begun)


def jobs() -> list[str]:
    """Return the jobs that the session has begun."""
    return [begun for begun in st.session_state.get(TAKEN, {}).values() if not isinstance(begun, Future)]
