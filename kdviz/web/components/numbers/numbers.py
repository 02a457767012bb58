"""Number fields that understand a decimal comma, on whatever page they stand."""

import streamlit as st

from kdviz.web.components.shared.modules import script

_numbers = st.components.v2.component("kdviz_numbers", js=script("numbers/numbers.js"))


def number_fields() -> None:
    """Load what mends the browser's number fields; it draws nothing."""
    _numbers(key="numbers")
