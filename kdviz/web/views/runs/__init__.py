"""The page Runs."""

from collections.abc import Mapping

import streamlit as st

from kdviz.catalog import not_one_of
from kdviz.i18n import N_
from kdviz.store.names import ATTACK, COMPRESSION, RUN, SEARCH
from kdviz.web.parts.notes import TAKE
from kdviz.web.session.pages import Entry, Page

SELECTED, KIND = "runs_selected", "runs_kind"
LISTED = (RUN, COMPRESSION, SEARCH, ATTACK)


def _asked_runs(asked: Mapping[str, str]) -> None:
    """Select the runs that are asked for, by so much of their ids as a row shows."""
    st.session_state[SELECTED] = [run_id for run_id in asked.get("select", "").split(",") if run_id]


def _asked_list(asked: Mapping[str, str]) -> None:
    """List what is asked for: runs, compressions, searches or attacks."""
    kind = asked.get("list", RUN)
    st.session_state[KIND] = kind if kind in LISTED else RUN
    if kind not in LISTED:
        raise not_one_of("list", kind, LISTED)


ENTRIES = (
    Entry("select", SELECTED, _asked_runs, ",".join, default=[], pages=("runs",)),
    Entry("list", KIND, _asked_list, default=RUN, pages=("runs",)),
)
NOTES = {
    **TAKE,
    ".st-key-filters": N_("These narrow down the list."),
    ".st-key-filter_text": N_("Only runs with these words are listed."),
    ".st-key-filter_status": N_("Only runs that are finished, or failed, and so on."),
    ".st-key-filter_data": N_("Only runs with this data."),
    ".st-key-filter_pinned": N_("Only runs that somebody has pinned."),
    ".st-key-runs": N_("Each row is a run; tick one for details, or more to compare them."),
    ".st-key-runs_kind": N_("What is listed: runs, compressed students, searches, or attacks."),
    ".st-key-jobs": N_("Each row is one of them; tick it to open it."),
    "[class*=st-key-job_show]": N_("This shows it on its own page."),
    "[class*=st-key-pin]": N_("A pinned run is found again with one click."),
}
PAGE = Page(
    "runs",
    N_("Runs"),
    ":material/history:",
    order=9,
    entries=ENTRIES,
    figures=(".st-key-compared", ".st-key-one_curves", ".st-key-gain", ".st-key-jobs", ".st-key-nothing"),
    notes=NOTES,
)
