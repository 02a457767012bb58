"""The session's sweep: begun, watched, stopped, opened again."""

from operator import attrgetter

import streamlit as st

from kdviz.catalog import data_set
from kdviz.engine import Progress, shared_engine
from kdviz.experiment import Sweep
from kdviz.results.record import SweepRecord
from kdviz.store.names import SWEEP
from kdviz.web.session.jobs import begin, current, open_job, viewer
from kdviz.web.session.trouble import spoken

KEY = "sweep_id"
CELL = "map_cell"


@spoken
def start_sweep(sweep: Sweep, *, afresh: bool = False) -> None:
    """Submit `sweep`, or resume an equal one that was stopped; it replaces the session's."""
    earlier = st.session_state.get(KEY)
    submission = begin(KEY, sweep, afresh=afresh)
    if submission.begun:
        # One that goes on may train cells anew that were lost, with as many cells done in the end.
        record_of.clear()
    if submission.job_id != earlier:
        st.session_state[CELL] = None
        if earlier is not None:
            shared_engine().stop(earlier, viewer())


def open_sweep(sweep_id: str) -> SweepRecord:
    """Make any sweep of the history the session's, and return it.

    Raises
    ------
    UnknownJobError
        If there is none.
    CatalogError
        If its data set is not registered here any more; the session keeps its map.
    """
    data_set(shared_engine().record(sweep_id, SWEEP).sweep.base.dataset)
    record: SweepRecord = open_job(KEY, sweep_id, SWEEP)
    st.session_state[CELL] = None
    return record


@spoken
def show_kept_sweep(sweep_id: str) -> None:
    """Do as `open_sweep` when a button is pressed."""
    open_sweep(sweep_id)


def current_progress() -> Progress | None:
    """Return how far the session's sweep is, or None before the first and after it was deleted."""
    return current(KEY, shared_engine().progress)


def put_away() -> None:
    """Show no sweep of the session, unless it is still going on."""
    progress = current_progress()
    if progress is None or not progress.status.in_flight:
        st.session_state.pop(KEY, None)


# A trained cell does not change.
@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs={Progress: attrgetter("job_id", "status", "done")})
def record_of(progress: Progress) -> SweepRecord:
    """Return the sweep with its cells as they stand."""
    record: SweepRecord = shared_engine().record(progress.job_id, SWEEP)
    return record
