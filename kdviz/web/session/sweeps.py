"""The session's sweep: begun, watched, stopped, opened again."""

import streamlit as st

from kdviz.engine import SweepProgress, shared_engine
from kdviz.experiment import Sweep
from kdviz.results.record import SweepRecord
from kdviz.store.sweeps import UnknownSweepError
from kdviz.web.session.runs import RENEWAL, viewer
from kdviz.web.session.trouble import spoken

KEY = "sweep_id"
CELL = "map_cell"


@spoken
def start_sweep(sweep: Sweep, *, afresh: bool = False) -> None:
    """Submit `sweep`, or let an equal one that was stopped go on; it becomes the session's."""
    submission = shared_engine().submit_sweep(sweep, viewer(), afresh=afresh)
    if submission.sweep_id != st.session_state.get(KEY):
        st.session_state[CELL] = None
    st.session_state[KEY] = submission.sweep_id


def open_sweep(sweep_id: str) -> SweepRecord:
    """Make a sweep that somebody began at some time the session's, and return it.

    Raises
    ------
    UnknownSweepError
        If there is none.
    """
    engine = shared_engine()
    record = engine.sweep(sweep_id)
    engine.watch_sweep(record.sweep_id, viewer())
    st.session_state[KEY] = record.sweep_id
    st.session_state[CELL] = None
    return record


@spoken
def stop_sweep(sweep_id: str) -> None:
    """Leave a sweep; it ends if nobody else watches it, and keeps what is finished."""
    engine = shared_engine()
    engine.stop_sweep(sweep_id, viewer())
    if engine.sweep_progress(sweep_id).status.in_flight:
        st.session_state.pop(KEY, None)


@spoken
def delete_sweep(sweep_id: str) -> None:
    """Delete a sweep with its cells."""
    shared_engine().sweeps.delete(sweep_id)
    st.session_state.pop(KEY, None)


def current_progress() -> SweepProgress | None:
    """Return how far the session's sweep is, or None before the first and after it was deleted."""
    sweep_id = st.session_state.get(KEY)
    if sweep_id is None:
        return None
    try:
        return shared_engine().sweep_progress(sweep_id)
    except UnknownSweepError:
        del st.session_state[KEY]
        return None


def record_of(progress: SweepProgress) -> SweepRecord:
    """Return the sweep with its cells as they stand."""
    return _record(progress.sweep_id, progress.status.value, progress.done)


@st.cache_resource(max_entries=8, show_spinner=False)
def _record(sweep_id: str, status: str, done: int) -> SweepRecord:
    # A cell that is there changes no more.
    del status, done
    return shared_engine().sweep(sweep_id)


@st.fragment(run_every=RENEWAL)
@spoken
def keep_watching() -> None:
    """Say that this session still watches its sweep, from whatever page is open."""
    if (sweep_id := st.session_state.get(KEY)) is None:
        return
    try:
        shared_engine().watch_sweep(sweep_id, viewer())
    except UnknownSweepError:
        st.session_state.pop(KEY, None)
