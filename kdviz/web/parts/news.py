"""A part of the page that is drawn again whenever there is news."""

from collections.abc import Callable

import streamlit as st

from kdviz.i18n import Translator
from kdviz.web.session.language import session_translator
from kdviz.web.session.trouble import errors_shown


def show_news(draw: Callable[[Translator], None], is_going: Callable[[], bool], every: float | None = None) -> None:
    """Draw a part of the page, again with all news while `is_going`, and then the whole page once more.

    Parameters
    ----------
    is_going : callable
        Whether there will be news.
    every : float, optional
        How many seconds to wait between two drawings; None where a component in the part hears the news.
    """
    going = is_going()

    def part() -> None:
        _ = session_translator()
        with errors_shown(_):
            if going and not is_going():
                st.rerun()
            draw(_)

    st.fragment(part, run_every=every if going else None)()
