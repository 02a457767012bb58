"""Distill: choose, guess, run, and read the verdict."""

import streamlit as st

from kdviz.store.recordings import RECORDED, recording
from kdviz.web.session.cell import shown_cell
from kdviz.web.session.language import session_translator
from kdviz.web.session.runs import is_recorded_shown, latest_run
from kdviz.web.views.distill.cell import show_cell
from kdviz.web.views.distill.controls import show_controls
from kdviz.web.views.distill.results import show_recording, show_results, show_teacher

STYLE = """<style>
/* The picture is to have half of the first screen. */
@media (min-width: 641px) {
  [data-testid=stMainBlockContainer]:has(.st-key-begin .st-key-go) { padding-inline: 2.5rem; }
  [data-testid=stColumn]:has(.st-key-go) > * { min-height: calc(100vh - 3rem); }
  [data-testid=stColumn]:has(.st-key-go) div:has(> .st-key-links) { margin-top: auto; }
}
@media (max-width: 640px) {
  [data-testid=stColumn] :has(.st-key-begin):has(.st-key-links) { display: contents; }
}
.st-key-begin h1 { font-size: 1.6rem; padding: 0; }
/* Run stays within reach of whoever turns a knob far down. */
div:has(> .st-key-go), .st-key-go { position: sticky; bottom: 0; z-index: 5; }
.st-key-go { background: light-dark(#ffffff, #12181c); padding-block: 0.25rem; }
@media (pointer: coarse) { [data-testid^=stBaseButton] kbd { display: none; } }
</style>"""

_ = session_translator()
st.html(STYLE)
controls, results = st.columns([3, 7], gap="medium")
cell, run = shown_cell(), latest_run()
recorded = cell is None and run is None and is_recorded_shown()
with controls:
    answered = run.record.experiment if run and not run.record.status.in_flight else None
    known = recording(RECORDED).experiment if recorded else answered
    show_controls(cell.experiment if cell else known)
with results, st.container(key="results"):
    if cell is not None:
        show_cell(cell, _)
    elif run is not None:
        show_results(run, _)
    elif recorded:
        show_recording(_)
    else:
        show_teacher(_)
