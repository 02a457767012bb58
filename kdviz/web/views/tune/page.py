"""Tune: the best setting is searched for, and judged on seeds that it was not chosen on."""

import streamlit as st

from kdviz.web.session.language import session_translator
from kdviz.web.session.view import two_columns
from kdviz.web.views.tune.controls import choice_by_hand, show_tune_controls
from kdviz.web.views.tune.results import show_tune_results, shown_search
from kdviz.web.views.tune.state import DRAWN

_ = session_translator()
# The whole page is drawn with the reader's choice as it is now; see `show_tune_controls`.
st.session_state[DRAWN] = choice_by_hand()
controls, results = two_columns(2, 7)
with controls:
    show_tune_controls(shown_search())
with results, st.container(key="results"):
    show_tune_results()
