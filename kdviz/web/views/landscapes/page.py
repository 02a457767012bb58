"""Landscapes: one or two knobs taken through several values each, as one map."""

import streamlit as st

from kdviz.web.session.address import read_url
from kdviz.web.session.language import session_translator
from kdviz.web.session.sweeps import current_progress, record_of
from kdviz.web.session.view import is_projected, set_size
from kdviz.web.views.landscapes.controls import show_map_controls
from kdviz.web.views.landscapes.results import show_map_results
from kdviz.web.views.landscapes.state import CONTROLS, RESULTS, keep, read_map_url

_ = session_translator()
for sentence in [*read_url(_), *read_map_url(_)]:
    st.warning(_("From the link: {problem}").format(problem=sentence))
keep(*CONTROLS, *RESULTS)
set_size()
st.header(_("Where does distillation help?"))
controls, results = st.columns([1, 3] if is_projected() else [1, 2], gap="large")
progress = current_progress()
with controls:
    show_map_controls(record_of(progress).sweep if progress and not progress.status.in_flight else None)
with results:
    show_map_results()
