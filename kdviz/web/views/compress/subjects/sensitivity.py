"""Sensitivity: what it costs to prune or to quantize one layer alone."""

from functools import partial

import streamlit as st

from kdviz import figures
from kdviz.i18n import N_, Translator
from kdviz.results.compression import CompressionRecord
from kdviz.verdicts.studies import sensitivity_sentence
from kdviz.web.parts.cards import chart, kept_figure
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.literal import literal


def show(record: CompressionRecord, _: Translator) -> None:
    """Draw the two maps of the uncompressed students, layer by sparsity and layer by bits."""
    rows = [row for row in record.result.roots if row.of_layers] if record.result else []
    if not rows:
        st.info(_("An earlier version measured this. Run afresh to see its layers."))
        return
    for place, method in zip(st.columns(2), ("prune", "quantize"), strict=True):
        key = ("sensitivity", record.compression_id, record.ended_at, method, _.language)
        figure = kept_figure(key, partial(figures.sensitivity_map, rows, method, _))
        table = partial(figures.sensitivity_table, rows, method, _)
        with place:
            chart(f"sensitivity_{method}", sensitivity_sentence(rows[-1], method, _), figure, table, _)
    text = _("Points of accuracy lost, one layer at a time, nothing tuned. The titles are of: {student}.")
    st.caption(literal(text.format(student=figures.root_title(rows[-1].pipeline, _))))


SUBJECT = Subject(N_("Which layer bears a cut?"), 50, show)
