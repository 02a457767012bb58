"""Compress: a student goes through pipelines of training, cutting and rounding, beside its controls."""

import streamlit as st

from kdviz.web.session.language import session_translator
from kdviz.web.session.view import two_columns
from kdviz.web.views.compress.controls import show_compress_controls
from kdviz.web.views.compress.results import show_compress_results, shown_compression

_ = session_translator()
controls, results = two_columns(3, 7)
with controls:
    show_compress_controls(shown_compression())
with results, st.container(key="results"):
    show_compress_results()
