"""What the session has begun to export."""

from concurrent.futures import Future

import streamlit as st

# By what was asked for, a `Future` of the export, or the id of the job that runs its script.
TAKEN = "taken"
# The name under which it watches them; a script waits in no run's place.
PART = "take"


def scripts() -> list[str]:
    """Return the jobs of the session's scripts."""
    return [taken for taken in st.session_state.get(TAKEN, {}).values() if not isinstance(taken, Future)]
