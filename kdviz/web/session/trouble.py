"""What goes wrong in a callback or a fragment, where no page could say so: kept until the script runs again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from kdviz.i18n import SpokenError, Translator

KEY = "trouble"
Arguments = ParamSpec("Arguments")


def spoken(callback: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Let `callback` fail with a sentence at the head of the page instead of a traceback."""

    @wraps(callback)
    def quiet(*arguments: Arguments.args, **named: Arguments.kwargs) -> None:
        try:
            callback(*arguments, **named)
        except SpokenError as error:
            st.session_state[KEY] = error

    return quiet


def show_trouble(_: Translator) -> None:
    """Say what went wrong since the page was last drawn, once."""
    if (error := st.session_state.pop(KEY, None)) is not None:
        st.error(error.sentence(_))
