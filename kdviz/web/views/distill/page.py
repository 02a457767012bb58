"""Train: choose, guess, run, and read the verdict."""

from pathlib import Path

import streamlit as st

from kdviz.store.recordings import RECORDED, recording
from kdviz.web.session.cell import shown_cell
from kdviz.web.session.knobs import knob_value
from kdviz.web.session.language import session_translator
from kdviz.web.session.runs import is_recorded_shown, latest_run
from kdviz.web.session.view import two_columns
from kdviz.web.views.distill.cell import show_cell
from kdviz.web.views.distill.controls import show_controls
from kdviz.web.views.distill.results import show_recording, show_results, show_teacher

STYLE = Path(__file__).with_suffix(".css").read_text("utf-8")

_ = session_translator()
st.html(f"<style>{STYLE}</style>")
controls, results = two_columns(3, 7)
cell, run = shown_cell(), latest_run()
recorded = cell is None and run is None and is_recorded_shown()
with controls:
    seen = run and (run.record.status.in_flight or run.record.result is not None)
    known = run.record.experiment if run and seen else recording(RECORDED).experiment if recorded else None
    dataset = str(knob_value("dataset"))
    show_controls(cell.experiment if cell else known, None if cell or run or recorded else dataset)
with results, st.container(key="results"):
    if cell is not None:
        show_cell(cell, _)
    elif run is not None:
        show_results(run, _)
    elif recorded:
        show_recording(_)
    else:
        show_teacher(dataset, _)
