"""What zeros buy: the same student as a file, zipped and packed, beside one that is truly smaller."""

import streamlit as st

from kdviz import figures
from kdviz.i18n import N_, Translator
from kdviz.results.compression import CompressionRecord
from kdviz.web.parts.cards import chart
from kdviz.web.parts.choice import choice
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.literal import filled, literal

CHOSEN = "zeros_pipeline"


def show(record: CompressionRecord, _: Translator) -> None:
    """Draw the bytes of a student with zeros, of the whole one, and of a dense one that takes as many."""
    assert record.result is not None
    pruned = figures.pruned_rows(record.result)
    if not pruned:
        st.info(_("Nothing is cut in this result: add a pipeline with a cut, such as prune=0.8."))
        return
    names = [row.pipeline for row in pruned]
    if st.session_state.get(CHOSEN) not in names:
        st.session_state[CHOSEN] = names[0]
    if len(names) > 1:
        choice(_("Pipeline"), names, key=CHOSEN)
    row = next(row for row in pruned if row.pipeline == st.session_state[CHOSEN])
    students = figures.zeros_of(record.result, row)
    table = figures.zeros_table(students, _)
    chart("zeros", figures.zeros_takeaway(row, _), figures.zeros_bars(students, _), lambda: table, _)
    st.caption(literal(figures.zeros_note(students, _)))
    if (count := len(figures.smaller_rows(record.result, row))) > figures.NEAREST:
        text = _("Of {count} truly smaller students, the {drawn} nearest in bytes are drawn.")
        st.caption(filled(text, count=count, drawn=figures.NEAREST))


SUBJECT = Subject(N_("What do zeros buy?"), 10, show)
