"""A cell of a map on the page Train: its verdict, curves, dots and measures."""

from functools import partial

import streamlit as st

from kdviz import figures
from kdviz.i18n import Translator
from kdviz.web.parts.outcome import show_cell_curves
from kdviz.web.session.cell import OpenCell
from kdviz.web.session.literal import filled
from kdviz.web.session.runs import start_run
from kdviz.web.views.distill.figures import show_figures
from kdviz.web.views.distill.verdict import show_verdict


def show_cell(shown: OpenCell, _: Translator) -> None:
    """Show the results of a cell, and offer to train it again as a run."""
    cell, experiment = shown.cell, shown.experiment
    assert cell.result is not None
    found = cell.result
    result = found.as_run(
        experiment, f"{shown.sweep.sweep_id}-{cell.place}", cell.outcome.device if cell.outcome else None
    )
    show_verdict(result, result.run_id, _)
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="of_map"):
        text = _("This is a cell of a map: {cell}. It was trained with the map and did not train again here.")
        st.markdown(filled(text, cell=figures.cell_text(cell, experiment.data, _)), width="content")
        st.button(
            _("Train it and watch"),
            icon=":material/play_arrow:",
            key="watch_cell",
            help=_("Runs the same experiment by itself. You see the students learn and can look at single images."),
            on_click=partial(start_run, experiment),
        )
    show_cell_curves(result.run_id, found, experiment.seed_list, _)
    show_figures(result, _)
