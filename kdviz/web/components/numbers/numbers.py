"""Number fields that understand a decimal comma, on whatever page they stand."""

import streamlit as st

from kdviz.i18n import Translator
from kdviz.web.components.shared.modules import script

_numbers = st.components.v2.component("kdviz_numbers", js=script("numbers/numbers.js"))


def number_fields(_: Translator) -> None:
    """Load what mends the browser's number fields; it draws nothing but a sentence below a field."""
    kept = _("The field keeps {value}: it takes one number at a time. Write a number such as 1.5 or 1500.")
    _numbers(key="numbers", data={"kept": kept})
