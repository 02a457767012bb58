"""An offer: the kept result of an equal request whose students trained on another kind of device."""

from collections.abc import Callable

import streamlit as st

from kdviz.i18n import Translator
from kdviz.verdicts.device import kept_elsewhere
from kdviz.web.session.jobs import elsewhere_of
from kdviz.web.session.literal import literal


def offer_elsewhere(job_id: str, show: Callable[[str], None], _: Translator) -> None:
    """Name the device of what is kept beside the job, if anything is; `show` opens it."""
    if other := elsewhere_of(job_id):
        with st.container(horizontal=True, vertical_alignment="center", border=True, key="elsewhere"):
            st.markdown(literal(kept_elsewhere(other.device, _)), width="content")
            st.button(
                _("Show it"), icon=":material/history:", key="show_elsewhere", on_click=show, args=(other.job_id,)
            )
