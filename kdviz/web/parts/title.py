"""The title of a run or a map."""

import streamlit as st

from kdviz.i18n import Translator
from kdviz.store.names import LONGEST_TITLE
from kdviz.web.session import whose
from kdviz.web.session.trouble import spoken


def title_input(job_id: str, title: str, kind: str, _: Translator, placeholder: str | None = None) -> None:
    """Draw the title of a job, to be changed."""
    key = f"title_{job_id}"

    @spoken
    def rename() -> None:
        whose.rename(job_id, st.session_state[key], kind)

    st.text_input(_("Title"), title, max_chars=LONGEST_TITLE, placeholder=placeholder, key=key, on_change=rename)
