"""The jobs that a session watches, each under a key of its own."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar

import streamlit as st

from kdviz.engine import Progress, Submission, shared_engine
from kdviz.store.device import Elsewhere
from kdviz.store.names import UnknownJobError
from kdviz.web.session.trouble import spoken
from kdviz.web.session.whose import browser, tab, who

ELSEWHERE = "kept_elsewhere"
Found = TypeVar("Found")


def viewer(part: str = "") -> str:
    """Return the name under which this session watches jobs.

    All sessions of a browser have one place in the queue together; a `part` has a place of its own.
    """
    place = f"{browser()[:24]}-{part}" if part else browser()[:24]
    return f"{place}.{tab()[:16]}"


def submit(request: Any, part: str = "", *, afresh: bool = False) -> Submission:
    """Submit `request`; its job is this browser's. What equal is kept from another kind of device is remembered."""
    submission = shared_engine().submit(request, viewer(part), afresh=afresh, who=who())
    st.session_state.setdefault(ELSEWHERE, {})[submission.job_id] = submission.elsewhere
    return submission


def begin(key: str, request: Any, *, afresh: bool = False) -> Submission:
    """Submit `request`; its job becomes the session's under `key`."""
    submission = submit(request, afresh=afresh)
    st.session_state[key] = submission.job_id
    return submission


def begin_instead(key: str, request: Any, *, afresh: bool = False) -> Submission:
    """Submit a `request` in parts, or go on with an equal one; it replaces the session's job under `key`."""
    earlier = st.session_state.get(key)
    submission = begin(key, request, afresh=afresh)
    if submission.begun:
        # One that goes on may train parts anew that were lost, with as many of them done in the end.
        record_of.clear()
    if earlier is not None and earlier != submission.job_id:
        shared_engine().stop(earlier, viewer())
    return submission


def elsewhere_of(job_id: str) -> Elsewhere | None:
    """Return what was kept from another kind of device when the session asked for a job."""
    known: dict[str, Elsewhere | None] = st.session_state.get(ELSEWHERE, {})
    return known.get(job_id)


def current(key: str, read: Callable[[Any], Found]) -> Found | None:
    """Return what `read` says of what the session has under `key`; None where that is nothing or was deleted."""
    kept = st.session_state.get(key)
    try:
        return None if kept is None else read(kept)
    except UnknownJobError:
        del st.session_state[key]
        return None


def progress_of(key: str) -> Progress | None:
    """Return how far the session's job under `key` is; None before the first and after it was deleted."""
    return current(key, shared_engine().progress)


def is_going(key: str) -> bool:
    """Return whether the session's job under `key` is going on."""
    progress = progress_of(key)
    return progress is not None and progress.status.in_flight


# A trained part does not change.
@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={Progress: attrgetter("job_id", "status", "done")})
def record_of(progress: Progress) -> Any:
    """Return a job in parts as it stands."""
    return shared_engine().record(progress.job_id)


def put_away(key: str) -> None:
    """Show no job of the session under `key`, unless it is still going on."""
    progress = progress_of(key)
    if progress is None or not progress.status.in_flight:
        st.session_state.pop(key, None)


def open_job(key: str, job_id: str, kind: str) -> Any:
    """Make any job of the history the session's under `key`, and return its record.

    Raises
    ------
    UnknownJobError
        If there is none of that kind.
    """
    engine = shared_engine()
    st.session_state[key] = engine.watch(job_id, viewer(), kind)
    return engine.record(st.session_state[key])


@spoken
def leave(key: str, job_id: str) -> None:
    """Leave a job of the session under `key`; it ends if nobody else watches it, else the session forgets it."""
    engine = shared_engine()
    engine.stop(job_id, viewer())
    if st.session_state.get(key) == job_id and engine.in_flight(job_id):
        del st.session_state[key]
