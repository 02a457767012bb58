"""Distill: choose, run, and read the verdict."""

import streamlit as st

from kdviz.web.session.language import session_translator
from kdviz.web.session.runs import latest_run
from kdviz.web.session.view import two_columns
from kdviz.web.views.distill.controls import show_controls
from kdviz.web.views.distill.results import show_results

_ = session_translator()
controls, results = two_columns()
run = latest_run()
with controls:
    show_controls(run.record.experiment if run and not run.record.status.in_flight else None)
with results, st.container(key="results"):
    show_results(run, _)
