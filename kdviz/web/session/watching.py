"""The heartbeat of a session, on every page."""

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.web.session import race, runs, sweeps
from kdviz.web.session.jobs import viewer
from kdviz.web.session.trouble import spoken

RENEWAL = 20.0
KEYS = (runs.KEY, sweeps.KEY, race.KEY)


def keep_watching() -> None:
    """Renew the session's leases, in a background tab too, and let its race go on."""
    st.fragment(_watch, run_every=race.LOOK if race.is_going() else RENEWAL)()


@spoken
def _watch() -> None:
    if any(key in st.session_state for key in KEYS):
        shared_engine().renew(viewer(), race.racer())
    race.advance()
