"""All trials at once: a line a setting."""

import streamlit as st

from kdviz import figures
from kdviz.i18n import N_, Translator
from kdviz.results.search import SearchRecord
from kdviz.web.parts.cards import CHART, fitting, table_button
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.literal import literal


def _show(record: SearchRecord, _: Translator) -> None:
    told = _("Each line is a setting that got all repeats, the brightest the best.")
    st.markdown(literal(told))
    st.plotly_chart(fitting(figures.parallel(record.search, record.trials, _)), **CHART, key="parallel", alt=told)
    table_button("parallel", lambda: figures.trials_table(record, _), _)


SUBJECT = Subject(N_("The best settings side by side"), 3, _show)
