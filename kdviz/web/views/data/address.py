"""The entry of the page Data in the URL: the data set on show, which is so shared."""

from collections.abc import Mapping

import streamlit as st

from kdviz.catalog import data_set
from kdviz.web.session import own
from kdviz.web.session.pages import Entry
from kdviz.web.views.data.state import SHOWN


def _asked_data(asked: Mapping[str, str]) -> None:
    st.session_state[SHOWN] = None
    if "data" in asked:
        st.session_state[SHOWN] = data_set(own.asked(asked["data"]) or asked["data"]).name


ENTRIES = (Entry("data", SHOWN, _asked_data, pages=("data",)),)
