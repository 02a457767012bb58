"""The page Runs."""

from collections.abc import Mapping

import streamlit as st

from kdviz.i18n import N_
from kdviz.web.session.pages import Entry, Page

SELECTED = "runs_selected"


def _asked_runs(asked: Mapping[str, str]) -> None:
    """Select the runs that are asked for, by so much of their ids as a row shows."""
    st.session_state[SELECTED] = [run_id for run_id in asked.get("select", "").split(",") if run_id]


ENTRIES = (Entry("select", SELECTED, _asked_runs, ",".join, default=[], pages=("runs",)),)
PAGE = Page("runs", N_("Runs"), ":material/history:", order=4, entries=ENTRIES, figures=(".st-key-compared",))
