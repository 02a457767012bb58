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
NOTES = {
    ".st-key-filter_text": N_("Only runs with these words are listed."),
    ".st-key-filter_status": N_("Only runs that are finished, or failed, and so on."),
    ".st-key-filter_data": N_("Only runs with this data."),
    ".st-key-filter_pinned": N_("Only runs that somebody has pinned."),
    ".st-key-runs": N_("Each row is a run; tick one for details, or more to compare them."),
    ".st-key-pin": N_("A pinned run is found again with one click."),
}
PAGE = Page(
    "runs", N_("Runs"), ":material/history:", order=5, entries=ENTRIES, figures=(".st-key-compared",), notes=NOTES
)
