"""Landscapes: one or two knobs taken through several values each, as one map."""

import streamlit as st

from kdviz.web.session.language import session_translator
from kdviz.web.session.sweeps import current_progress, record_of
from kdviz.web.session.view import two_columns
from kdviz.web.views.landscapes.controls import show_map_controls
from kdviz.web.views.landscapes.results import show_map_results

_ = session_translator()
st.title(_("Where does distillation help?"), anchor=False)
controls, results = two_columns()
progress = current_progress()
with controls:
    show_map_controls(record_of(progress).sweep if progress and not progress.status.in_flight else None)
with results:
    show_map_results()
