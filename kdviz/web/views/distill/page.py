"""Distill: choose, run, and read the verdict."""

import streamlit as st

from kdviz.web.session.cell import shown_cell
from kdviz.web.session.language import session_translator
from kdviz.web.session.runs import latest_run
from kdviz.web.session.view import two_columns
from kdviz.web.views.distill.cell import show_cell
from kdviz.web.views.distill.controls import show_controls
from kdviz.web.views.distill.results import show_results

_ = session_translator()
controls, results = two_columns()
cell, run = shown_cell(), latest_run()
with controls:
    answered = run.record.experiment if run and not run.record.status.in_flight else None
    show_controls(cell.experiment if cell else answered)
with results, st.container(key="results"):
    if cell is not None:
        show_cell(cell, _)
    else:
        show_results(run, _)
