"""Which of the knobs matter."""

import streamlit as st

from kdviz import figures
from kdviz.i18n import N_, Translator
from kdviz.results.search import SearchRecord
from kdviz.verdicts.search import importance_told
from kdviz.web.parts.cards import CHART, fitting
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.literal import literal


def _show(record: SearchRecord, _: Translator) -> None:
    assert record.result is not None
    told = importance_told(record.result, _)
    st.markdown(literal(told))
    if record.result.importance:
        st.plotly_chart(fitting(figures.importance_bars(record.result, _)), **CHART, key="importance", alt=told)


SUBJECT = Subject(N_("Which knobs matter?"), 1, _show)
