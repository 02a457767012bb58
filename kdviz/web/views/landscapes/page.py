"""Maps: one or two knobs taken through several values each, as one map."""

import streamlit as st

from kdviz.web.session.language import session_translator
from kdviz.web.session.view import two_columns
from kdviz.web.views.landscapes.controls import show_map_controls
from kdviz.web.views.landscapes.results import show_map_results, shown_map

_ = session_translator()
controls, results = two_columns(3, 7)
with controls:
    show_map_controls(shown_map())
with results, st.container(key="results"):
    show_map_results()
