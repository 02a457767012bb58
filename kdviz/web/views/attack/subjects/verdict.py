"""What the numbers say, sentence by sentence."""

import streamlit as st

from kdviz.i18n import N_, Translator
from kdviz.results.attack import AttackRecord
from kdviz.verdicts.attack import betrayal_told, defense_told, theft_told
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.literal import literal

TELLERS = {"temperature": defense_told, "steal": theft_told, "membership": betrayal_told}


def _show(record: AttackRecord, _: Translator) -> None:
    assert record.result is not None
    for sentence in TELLERS[record.attack.study](record.attack, record.result, _):
        st.markdown(literal(f"- {sentence}"))


SUBJECT = Subject(N_("What do the numbers say?"), 0, _show)
