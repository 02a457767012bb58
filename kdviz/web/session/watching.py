"""The heartbeat of a session, on every page."""

from contextlib import suppress

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.store.names import UnknownJobError
from kdviz.web.session import compressions, lessons, race, runs, searches, sweeps, taken
from kdviz.web.session.jobs import viewer
from kdviz.web.session.trouble import spoken

RENEWAL = 20.0


def keep_watching() -> None:
    """Renew the session's leases, in a background tab too, and let its race go on."""
    st.fragment(_watch, run_every=race.LOOK if race.is_going() else RENEWAL)()


@spoken
def _watch() -> None:
    engine = shared_engine()
    for key in (runs.KEY, sweeps.KEY, compressions.KEY, searches.KEY, *lessons.job_keys()):
        if (job_id := st.session_state.get(key)) is not None:
            # Taken anew, not renewed: a lease ends while a laptop sleeps, and the page still shows the job.
            with suppress(UnknownJobError):
                engine.watch(job_id, viewer())
    for job_id in taken.jobs():
        with suppress(UnknownJobError):
            engine.watch(job_id, viewer(taken.PART))
    if race.KEY in st.session_state:
        engine.renew(race.racer())
    race.advance()
