"""The session's latest run."""

from dataclasses import dataclass
from typing import Any

import streamlit as st
from numpy.typing import NDArray

from kdviz.engine import EngineError, Status, shared_engine
from kdviz.experiment import Experiment
from kdviz.results import RunFailedError, RunResult, Snapshot
from kdviz.store import runs
from kdviz.store.home import home

KEY = "run_id"


@dataclass(frozen=True)
class Run:
    """A run as a page sees it: its latest snapshot while it goes on, its result or error when it has ended."""

    run_id: str
    status: Status
    snapshot: Snapshot | None = None
    result: RunResult | None = None
    error: Exception | None = None


def start_run(experiment: Experiment) -> None:
    """Submit `experiment`; it becomes the session's latest run."""
    st.session_state[KEY] = shared_engine().submit(experiment)


def latest_run() -> Run | None:
    """Return the session's latest run, or None before the first."""
    run_id = st.session_state.get(KEY)
    if run_id is None:
        return None
    engine = shared_engine()
    status = engine.status(run_id)
    if status in (Status.FINISHED, Status.FAILED):
        try:
            return Run(run_id, status, result=engine.result(run_id))
        except (RunFailedError, EngineError, OSError) as error:
            return Run(run_id, status, error=error)
    events = engine.events(run_id)
    return Run(run_id, status, snapshot=events[-1] if events else None)


@st.cache_data(max_entries=16, show_spinner=False)
def run_arrays(run_id: str) -> dict[str, NDArray[Any]]:
    """Return the images, labels and logits that a finished run kept."""
    return runs.load_arrays(home(), run_id)
