"""Methods: kinds of distillation on the same students, racing, ranked, explained."""

import streamlit as st

from kdviz.web.session.language import session_translator
from kdviz.web.session.race import current_race
from kdviz.web.session.view import two_columns
from kdviz.web.views.kinds.cards import leave_for_distill, show_card_choice
from kdviz.web.views.kinds.controls import show_kinds_controls
from kdviz.web.views.kinds.results import show_kinds_results
from kdviz.web.views.kinds.state import chosen_kinds

leave_for_distill()
_ = session_translator()
race = current_race()
controls, results = two_columns(3, 7)
with controls:
    show_kinds_controls(race)
with results:
    with st.container(key="results"):
        show_kinds_results()
    # On a phone it comes before the race on show, where that has nothing of what is chosen now.
    is_asked = race is None or not {*chosen_kinds()} <= {*race.kinds}
    with st.container(key="cards"), st.container(key="asked" if is_asked else "answered"):
        show_card_choice(_)
