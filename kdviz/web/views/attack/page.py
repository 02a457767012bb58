"""Attack: what distillation hides from an attacker, and what it gives away."""

import streamlit as st

from kdviz.web.session.attacks import STUDY
from kdviz.web.session.view import two_columns
from kdviz.web.views.attack.controls import show_attack_controls
from kdviz.web.views.attack.results import show_attack_results, shown_attack
from kdviz.web.views.attack.state import DRAWN

# The whole page is drawn with the study as it is now; see `show_attack_controls`.
st.session_state[DRAWN] = st.session_state[STUDY]
controls, results = two_columns(2, 7)
with controls:
    show_attack_controls(shown_attack())
with results, st.container(key="results"):
    show_attack_results()
