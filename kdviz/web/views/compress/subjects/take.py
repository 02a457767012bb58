"""The compressed students as files for other programs."""

import streamlit as st

from kdviz.i18n import N_, Translator
from kdviz.results.compression import CompressionRecord, kept_seeds
from kdviz.store.recordings import is_recorded
from kdviz.web.parts.subjects import Subject
from kdviz.web.parts.take import show_take


def show(record: CompressionRecord, _: Translator) -> None:
    """Offer each pipeline's student as a file; a recorded compression keeps none."""
    if record.result is None or is_recorded(record.compression_id):
        st.markdown(_("Nobody kept the recorded students. Press Run, and then take yours along."))
        return
    results = {row.pipeline: row.result for row in record.result.rows if row.result}
    if results:
        # Of the largest the fewest are kept.
        kept = kept_seeds(max(result.parameters for result in results.values()))
        seeds = record.compression.experiment.seed_list[:kept]
        show_take(record.compression_id, {pipeline: pipeline for pipeline in results}, seeds, _, of_run=False)


SUBJECT = Subject(N_("Take it with you"), 90, show)
