"""The session's sweep: begun, watched, stopped, opened again."""

import streamlit as st

from kdviz.catalog import data_set
from kdviz.engine import shared_engine
from kdviz.experiment import Sweep
from kdviz.results.record import SweepRecord
from kdviz.store.names import SWEEP
from kdviz.web.session.jobs import begin_instead, open_job
from kdviz.web.session.trouble import spoken

KEY = "sweep_id"
CELL = "map_cell"


@spoken
def start_sweep(sweep: Sweep, *, afresh: bool = False) -> None:
    """Submit `sweep`, or resume an equal one that was stopped; it replaces the session's."""
    earlier = st.session_state.get(KEY)
    if begin_instead(KEY, sweep, afresh=afresh).job_id != earlier:
        st.session_state[CELL] = None


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
