"""Other attacks: against the bound, in several steps, and from a net that is not the one attacked."""

import streamlit as st

from kdviz import figures
from kdviz.i18n import N_, Translator
from kdviz.results.attack import AttackRecord
from kdviz.web.parts.cards import CHART, fitting
from kdviz.web.parts.choice import choice
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.literal import literal

WAY = "attack_way"
WAYS = {
    "pgd|logits/T": N_("ten small steps, on logits divided by T"),
    "pgd|published": N_("ten small steps, as published"),
    "fgsm|logits/T": N_("one step, on logits divided by T"),
    "fgsm|published": N_("one step, as published"),
    "fgsm|other net": N_("one step, found on another net"),
    "pgd|other net": N_("ten small steps, found on another net"),
}


def _show(record: AttackRecord, _: Translator) -> None:
    assert record.result is not None
    st.session_state.setdefault(WAY, next(iter(WAYS)))
    way: str = choice(_("Attack"), list(WAYS), key=WAY, format_func=lambda name: _(WAYS[name]))
    method, _bar, on = way.partition("|")
    if on == "logits/T" and record.attack.experiment.temperature == 1:
        on = "published"
    if record.attack.experiment.data.is_image:
        told = _("How many answers stay right, by how much a pixel may change.")
    else:
        told = _("How many answers stay right, by how much a number may change.")
    st.markdown(literal(told))
    figure = figures.bound_lines(record.attack, record.result, method, on, _)
    st.plotly_chart(fitting(figure), **CHART, key="bounds", alt=told)
    st.caption(_("An attack found on another net needs nothing of this one."))


SUBJECT = Subject(N_("What do other attacks do?"), 10, _show, lambda record: record.attack.study == "temperature")
