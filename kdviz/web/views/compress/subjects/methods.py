"""Three methods as textbooks compare them, and what was measured here."""

import streamlit as st

from kdviz.i18n import N_, Translator
from kdviz.results.compression import CompressionRecord
from kdviz.verdicts.methods import methods_table
from kdviz.web.parts.subjects import Subject


def show(record: CompressionRecord, _: Translator) -> None:
    """Draw the comparison: under each claim what this result says of it."""
    st.table(methods_table(record, _))
    st.caption(_("Points are of test accuracy, paired, with 95 % intervals."))
    st.caption(_("Distillation is held against labels only, the others against the same training, uncompressed."))


SUBJECT = Subject(N_("The textbook's comparison, measured"), 30, show)
