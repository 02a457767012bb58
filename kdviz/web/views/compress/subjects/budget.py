"""A budget: the cheapest student whose interval keeps it, or which limit is in the way."""

import pandas as pd
import streamlit as st

from kdviz.i18n import N_, Translator
from kdviz.results.compression import CompressionRecord
from kdviz.verdicts.budget import LIMITS, Budget, Candidate, candidates, cheapest, in_the_way
from kdviz.verdicts.run import points
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.literal import cell, literal
from kdviz.web.views.compress.state import LIMIT_KEYS

LABELS = {
    "lose": N_("Lose at most (points)"),
    "packed": N_("Packed bytes at most"),
    "macs": N_("MACs at most"),
}
STEPS = {"lose": 0.5, "packed": 100.0, "macs": 100.0}


def show(record: CompressionRecord, _: Translator) -> None:
    """Draw the limits, what they come to, and who keeps which."""
    assert record.result is not None
    for column, name in zip(st.columns(len(LIMITS)), LIMITS, strict=True):
        column.number_input(
            _(LABELS[name]),
            min_value=0.0,
            value=None,
            step=STEPS[name],
            format="%g",
            key=LIMIT_KEYS[name],
            placeholder=_("no limit"),
            persist_state="session",
        )
    budget = Budget(**{name: st.session_state[LIMIT_KEYS[name]] for name in LIMITS})
    found = candidates(record.result)
    st.markdown(literal(_said(found, budget, _)))
    st.dataframe(_table(found, budget, _), hide_index=True, alt=_("Who keeps which limit"), key="budget_table")
    whole = record.result.whole.pipeline
    against = _("What is lost is against “{pipeline}”, not compressed.").format(pipeline=whole)
    interval = _("A student keeps that limit if all of its 95 % interval does.")
    luck = _("Of {count} students one may do so by luck: other seeds would tell.").format(count=len(found))
    st.caption(literal(f"{against} {interval} {luck}"))


def _said(found: list[Candidate], budget: Budget, _: Translator) -> str:
    if chosen := cheapest(found, budget):
        return _("Cheapest: {student}.").format(student=_name(chosen, _))
    said = [_("No student keeps this budget.")]
    for limits, other in in_the_way(found, budget):
        names = _(" and ").join(_(LIMITS[limit]) for limit in limits)
        said.append(_("In the way: {limits}. Without that: {student}.").format(limits=names, student=_name(other, _)))
    return " ".join(said)


def _name(chosen: Candidate, _: Translator) -> str:
    text = _("{network} by “{pipeline}”: {packed} bytes, {macs} MACs, loses {loss}")
    blanks = {"pipeline": chosen.pipeline, "network": chosen.network, "loss": _loss(chosen, _)}
    return text.format(**blanks, packed=_.number(chosen.packed), macs=_.number(chosen.macs))


def _loss(chosen: Candidate, _: Translator) -> str:
    if chosen.loss.ci95 is None:
        return _("{loss} points in one repeat").format(loss=points(chosen.loss.mean, signed=False))
    low, high = (points(end, signed=False) for end in chosen.loss.ci95)
    return _("{low} to {high} points").format(low=low, high=high)


def _table(found: list[Candidate], budget: Budget, _: Translator) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                _("Keeps all"): "•" if cheapest([each], budget) else "",
                _("Pipeline"): cell(each.pipeline),
                _("Network"): cell(each.network),
                _("Loss at most, points"): 100 * each.loss.ci95[1] if each.loss.ci95 else None,
                _("Packed bytes"): each.packed,
                _("MACs"): each.macs,
                _("Breaks"): _(", ").join(_(LIMITS[name]) for name in budget.limits if not each.keeps(name, budget)),
            }
            for each in found
        ]
    )


SUBJECT = Subject(N_("A budget: which student can you afford?"), 20, show)
