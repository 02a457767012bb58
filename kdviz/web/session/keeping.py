"""What widgets are set to, kept while they are not drawn."""

from typing import Any

import streamlit as st


def keep(place: str, *keys: str) -> None:
    """Keep what widgets are set to while they are not drawn, and tell the browser the choice rather than its words.

    Parameters
    ----------
    place : str
        Where in the session the copies are.
    *keys : str
        Of the widgets.
    """
    kept: dict[str, Any] = st.session_state[place]
    for key in keys:
        kept[key] = st.session_state[key] = st.session_state.get(key, kept.get(key))
