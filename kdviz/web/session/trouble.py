"""Errors of callbacks and fragments, which reach no page above them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import streamlit as st

from kdviz.i18n import SpokenError, Translator
from kdviz.web.session.literal import literal

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


@contextmanager
def errors_shown(_: Translator) -> Iterator[None]:
    """Say an error where it happens: those of a fragment reach no page above it."""
    try:
        yield
    except SpokenError as error:
        st.error(literal(error.sentence(_)))


def show_trouble(_: Translator) -> None:
    """Say what went wrong since the page was last drawn, once."""
    if (error := st.session_state.pop(KEY, None)) is not None:
        st.error(literal(error.sentence(_)))
