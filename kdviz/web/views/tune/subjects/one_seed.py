"""The lesson of one seed."""

import streamlit as st

from kdviz.i18n import N_, Translator
from kdviz.results.search import SearchRecord
from kdviz.verdicts.search import one_seed_lesson
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.literal import literal


def _show(record: SearchRecord, _: Translator) -> None:
    assert record.result is not None
    st.markdown(literal(one_seed_lesson(record.result, _)))


SUBJECT = Subject(N_("What if one repeat had chosen?"), 0, _show)
