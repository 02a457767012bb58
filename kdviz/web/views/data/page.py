"""Data: bring a table or pictures of your own, see how they were read, and train on them."""

import streamlit as st

from kdviz.web.session.language import session_translator
from kdviz.web.session.view import two_columns
from kdviz.web.views.data.controls import show_data_controls
from kdviz.web.views.data.results import show_data, show_draft
from kdviz.web.views.data.state import SENT

_ = session_translator()
controls, results = two_columns(2, 7)
with controls:
    show_data_controls(_)
with results, st.container(key="results"):
    if SENT in st.session_state:
        show_draft(_)
    else:
        show_data(_)
