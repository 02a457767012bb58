"""The compressed students as files for other programs."""

import streamlit as st

from kdviz.i18n import N_, Translator
from kdviz.results.compression import CompressionRecord
from kdviz.store.recordings import is_recorded
from kdviz.web.parts.subjects import Subject
from kdviz.web.parts.take import show_take


def show(record: CompressionRecord, _: Translator) -> None:
    """Offer each pipeline's student as a file; a recorded compression keeps none."""
    if record.result is None or is_recorded(record.compression_id):
        st.markdown(_("Nobody kept the recorded students. Press Run, and then take yours along."))
        return
    pipelines = {row.pipeline: row.pipeline for row in record.result.rows if row.result}
    if pipelines:
        show_take(record.compression_id, pipelines, record.compression.experiment.seed_list, _, of_run=False)


SUBJECT = Subject(N_("Take it with you"), 90, show)
