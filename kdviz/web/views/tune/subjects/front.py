"""Small and accurate: the settings between which one must choose."""

import streamlit as st

from kdviz import figures
from kdviz.i18n import N_, Translator
from kdviz.results.search import SearchRecord
from kdviz.web.parts.cards import CHART, fitting
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.literal import literal


def _show(record: SearchRecord, _: Translator) -> None:
    told = _("No setting that was tried is both cheaper and more accurate than those on the line.")
    st.markdown(literal(told))
    st.plotly_chart(fitting(figures.front_picture(record, _)), **CHART, key="front", alt=told)


def _fits(record: SearchRecord) -> bool:
    return record.result is not None and len(record.result.front) > 1


SUBJECT = Subject(N_("How small may it be?"), 2, _show, _fits)
