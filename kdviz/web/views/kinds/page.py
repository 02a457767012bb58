"""Kinds: every kind of distillation on the same students, racing, ranked, explained."""

import streamlit as st

from kdviz.web.session.address import read_url
from kdviz.web.session.language import session_translator
from kdviz.web.session.race import current_race
from kdviz.web.session.view import is_projected, set_size
from kdviz.web.views.kinds.cards import leave_for_distill, show_cards
from kdviz.web.views.kinds.controls import show_kinds_controls
from kdviz.web.views.kinds.results import show_kinds_results
from kdviz.web.views.kinds.state import keep, read_kinds_url

leave_for_distill()
_ = session_translator()
for sentence in [*read_url(_), *read_kinds_url(_)]:
    st.warning(_("From the link: {problem}").format(problem=sentence))
keep()
set_size()
st.header(_("Which kind of distillation teaches best?"))
controls, results = st.columns([1, 3] if is_projected() else [1, 2], gap="large")
race = current_race()
with controls:
    show_kinds_controls(race if race is not None and not race.going else None)
with results, st.container(key="results"):
    show_kinds_results()
    show_cards(_)
