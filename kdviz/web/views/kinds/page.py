"""Methods: kinds of distillation on the same students, racing, ranked, explained."""

import streamlit as st

from kdviz.web.session.language import session_translator
from kdviz.web.session.race import current_race
from kdviz.web.session.view import two_columns
from kdviz.web.views.kinds.cards import leave_for_distill, show_card_choice
from kdviz.web.views.kinds.controls import show_kinds_controls
from kdviz.web.views.kinds.results import show_kinds_results

leave_for_distill()
_ = session_translator()
controls, results = two_columns(3, 7)
with controls:
    show_kinds_controls(current_race())
with results:
    with st.container(key="results"):
        show_kinds_results()
    with st.container(key="cards"):
        show_card_choice(_)
