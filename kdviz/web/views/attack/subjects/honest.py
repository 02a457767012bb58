"""What an honest user pays where a service withholds."""

import pandas as pd
import streamlit as st

from kdviz.i18n import N_, Translator
from kdviz.results.attack import AttackRecord
from kdviz.verdicts.attack import GIVES_TITLES, as_decimal, range_text
from kdviz.web.parts.subjects import Subject


def _show(record: AttackRecord, _: Translator) -> None:
    assert record.result is not None
    rows = [
        {
            _("Given"): _(GIVES_TITLES[each.gives]),
            _("Right, %"): range_text(each.accuracy),
            _("Calibration error, %"): range_text(each.ece),
            _("Brier score"): range_text(each.brier, as_decimal),
        }
        for each in record.result.served
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="honest", alt=_("What an honest user gets"))
    st.caption(_("Withholding hurts whoever needs to know how sure an answer is."))
    if all(each.ece.ci95 for each in record.result.served):
        st.caption(_("There is one teacher: intervals are a paired bootstrap over its test inputs."))
    else:
        st.caption(_("One teacher: no intervals."))


SUBJECT = Subject(N_("What does an honest user pay?"), 20, _show, lambda record: record.attack.study == "steal")
