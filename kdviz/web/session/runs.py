"""The session's runs: the latest, and the one before it."""

from dataclasses import dataclass
from typing import Any

import streamlit as st
from numpy.typing import NDArray

from kdviz.engine import shared_engine
from kdviz.experiment import Experiment
from kdviz.results import RunRecord
from kdviz.store.names import RUN
from kdviz.web.routes.live import announce
from kdviz.web.session.jobs import begin, current, open_job
from kdviz.web.session.trouble import spoken
from kdviz.web.session.whose import tab

KEY = "run_id"
EARLIER = "run_before"
REPEATED = "run_repeated"
# Whether the page Train shows the recorded run before the first of the session.
RECORDED_SHOWN = "recorded_shown"
# Set when the run on show has been deleted, until a page has said so.
GONE = "run_gone"
# The sweep and the place of the cell that the page Train shows instead.
CELL_SHOWN = "cell_shown"


@dataclass(frozen=True)
class Run:
    """A run as a page sees it; `repeated` where it had run before this session asked for it."""

    record: RunRecord
    repeated: bool = False


@spoken
def start_run(experiment: Experiment, *, afresh: bool = False) -> None:
    """Submit `experiment`; it becomes the session's latest run."""
    earlier = st.session_state.get(KEY)
    submission = begin(KEY, experiment, afresh=afresh)
    if not submission.repeated:
        announce(tab(), submission.job_id)
    st.session_state[EARLIER] = earlier
    st.session_state[REPEATED] = submission.repeated
    st.session_state.pop(CELL_SHOWN, None)


def show_run(run_id: str) -> RunRecord:
    """Make any run of the history the session's latest, and return it.

    Raises
    ------
    UnknownJobError
        If there is none.
    """
    record: RunRecord = open_job(KEY, run_id, RUN)
    st.session_state[REPEATED] = not record.status.in_flight
    st.session_state.pop(CELL_SHOWN, None)
    return record


def show_recorded() -> None:
    """Show the recorded run until the session's first."""
    st.session_state[RECORDED_SHOWN] = True


def is_recorded_shown() -> bool:
    """Return whether the reader has asked for the recorded run."""
    return bool(st.session_state.get(RECORDED_SHOWN))


@spoken
def show_kept(run_id: str) -> None:
    """Do as `show_run` when a button is pressed."""
    show_run(run_id)


def earlier_run() -> str | None:
    """Return the session's run before the latest, if it is still in flight and the latest waits for it."""

    def waited_for(run_id: str) -> str | None:
        other = run_id != st.session_state.get(KEY)
        return run_id if other and shared_engine().history.status(run_id).in_flight else None

    return current(EARLIER, waited_for)


def latest_run() -> Run | None:
    """Return the session's latest run, or None before the first and after it was deleted."""
    begun = KEY in st.session_state
    record: RunRecord | None = current(KEY, shared_engine().record)
    if record is None:
        if begun:
            st.session_state[GONE] = True
        return None
    return Run(record, repeated=st.session_state.get(REPEATED, False))


@st.cache_data(max_entries=16, show_spinner=False)
def run_arrays(run_id: str, name: str) -> dict[str, NDArray[Any]]:
    """Return arrays that a finished run kept; see `History.arrays`."""
    return shared_engine().history.arrays(run_id, name)
