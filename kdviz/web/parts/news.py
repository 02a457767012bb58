"""A part of the page that looks for news by itself."""

from collections.abc import Callable

import streamlit as st

from kdviz.i18n import Translator
from kdviz.web.session.language import session_translator
from kdviz.web.session.trouble import errors_shown


def show_news(draw: Callable[[Translator], None], is_going: Callable[[], bool], every: float) -> None:
    """Draw a part of the page, again and again while `is_going`, and then the whole page once more.

    Parameters
    ----------
    draw : callable
    is_going : callable
        Whether there will be news.
    every : float
        How many seconds to wait between two drawings.
    """
    going = is_going()

    def part() -> None:
        _ = session_translator()
        with errors_shown(_):
            if going and not is_going():
                st.rerun()
            draw(_)

    st.fragment(part, run_every=every if going else None)()
