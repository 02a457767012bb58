"""Runs: every run there was, and any of them side by side."""

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.web.session.address import write_address
from kdviz.web.session.language import session_translator
from kdviz.web.views.runs.comparison import show_comparison, show_one
from kdviz.web.views.runs.table import export_buttons, filtered_runs, selected_runs

_ = session_translator()
st.title(_("Runs"), anchor=False)
everything = shared_engine().history.runs()
if not everything:
    st.info(_("Nothing has run yet. Press Run on the page Distill."))
    st.stop()
shown = filtered_runs(everything, _)
if not shown:
    st.info(_("No run passes these filters."))
    st.stop()
selected = selected_runs(shown, _)
write_address("runs")
export_buttons(selected or shown, _)
if not selected:
    st.caption(_("Tick one run to see its details, or more to compare them."))
elif len(selected) == 1:
    show_one(selected[0], _)
else:
    show_comparison(selected, _)
