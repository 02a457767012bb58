"""Cards: a figure under the sentence that it shows, and the table behind it."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from kdviz import figures
from kdviz.i18n import Translator
from kdviz.web.session.literal import cell, literal
from kdviz.web.session.trouble import errors_shown
from kdviz.web.session.view import hall_screen

# More of a percentage, or of a loss in nats, is noise.
DECIMALS = 3
CHART: dict[str, Any] = {"config": {"displayModeBar": False}, "width": "stretch"}


@st.cache_resource(max_entries=64, show_spinner=False)
def kept_figure(key: tuple[Any, ...], _draw: Callable[[], Any]) -> Any:
    """Return the figure that `_draw` draws, or that it drew before of the same `key`, whoever looked at it then."""
    return _draw()


def card_title(text: str) -> None:
    """Set the title of a card, in which readers' own words may stand."""
    if hall_screen() is not None:
        # Of what a figure shows a hall reads the first sentence.
        text = re.split(r"(?<=[.。]) ?(?=[^\d\s])", text, maxsplit=1)[0]
    st.markdown(f"**{literal(text)}**")


def chart_card(
    key: str, takeaway: str, figure: Any, table: Callable[[], pd.DataFrame], _: Translator, caption: str = ""
) -> None:
    """Draw a card of its own for a figure; parameters as of `chart`, and what to say under it."""
    with st.container(border=True):
        chart(key, takeaway, figure, table, _)
        if caption:
            st.caption(literal(caption))


def chart(key: str, takeaway: str, figure: Any, table: Callable[[], pd.DataFrame], _: Translator) -> None:
    """Draw a figure.

    Parameters
    ----------
    key : str
        Of the figure's element, by which tests find it.
    takeaway : str
        What the figure shows, in a sentence; its title, and its text for those who cannot see it.
    table : callable
        Returns the numbers behind the figure; called when the reader asks for them.
    """
    card_title(takeaway)
    st.plotly_chart(fitting(figure), **CHART, key=key, alt=takeaway)
    table_button(key, table, _)


def fitting(figure: Any) -> Any:
    """Return `figure` as the page's view needs it."""
    screen = hall_screen()
    return figure if screen is None else figures.for_hall(figure, screen[1])


def table_button(key: str, table: Callable[[], pd.DataFrame], _: Translator) -> None:
    """Offer the numbers behind the figure `key`."""
    popover = st.popover(_("Table"), icon=":material/table:", type="tertiary", key=f"{key}_table", on_change="rerun")
    if popover.open:
        with popover, errors_shown(_):
            st.dataframe(table().round(DECIMALS).map(cell), hide_index=True)
