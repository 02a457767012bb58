"""The home page: one picture that tells what distillation is."""

import streamlit as st

from kdviz.web.session.language import session_translator


def show_home() -> None:
    """Draw the home page."""
    _ = session_translator()
    st.title(_("What is this digit?"), anchor=False)
