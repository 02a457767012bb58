"""What stands around every page: its head with the way to the other pages, and its styles."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kdviz.i18n import Translator
from kdviz.web.session.language import language_menu
from kdviz.web.session.pages import Page, pages
from kdviz.web.session.view import is_projected

HERE = Path(__file__).parent
# Of a page's blocks those stay in which a hall's figure is, the figure itself, and the sentence before it.
ONLY = """
{scope} :is([data-testid=stVerticalBlock], [data-testid=stHorizontalBlock])
  > :not({figure}, :has(+ {figure}), :has({figure}), {figure} *, :has(.st-key-frame, .st-key-hall),
         .st-key-frame, .st-key-frame *, .st-key-hall, .st-key-hall *)
  {{ display: none !important; }}
"""


def show_head(links: Sequence[Any], here: Any, _: Translator) -> DeltaGenerator:
    """Draw the head: our name, the way to each page, and the menu of languages; return where more of it goes.

    Parameters
    ----------
    links : sequence of streamlit.Page
        Of the pages in `pages`, in their order.
    here : streamlit.Page
        The one that is open.
    """
    named = [*zip(links, pages(), strict=True)]
    experiments = [link for link, page in named if page.is_experiment]
    with st.container(key="frame", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.html("<strong>kdviz</strong>", width="content")
        with st.container(key="navigation", horizontal=True, vertical_alignment="center", width="content"):
            for link, page in named:
                if not page.is_experiment:
                    st.page_link(link)
                    # The menu of another page would be one control more on each first screen.
                    if page.menu is not None and link == here:
                        page.menu(link, _)
            # One button for all of these, so that a first screen has few controls.
            title, icon = (here.title, here.icon) if here in experiments else (_("Experiment"), ":material/science:")
            # A menu of another page is another menu, and closed.
            with st.popover(title, icon=icon, type="tertiary", key=f"more_pages_{here.url_path}"):
                for link in experiments:
                    st.page_link(link)
        tools = st.container(key="tools", horizontal=True, vertical_alignment="center", width="content")
        with tools.container(key="language_menu", width="content"):
            language_menu()
    return tools


def set_style(page: Page) -> None:
    """Make everything readable, reachable by a finger, and ordered for a phone, or for a hall only the figure."""
    styles = [(HERE / name).read_text("utf-8") for name in ("page.css", "phone.css")]
    if is_projected():
        styles += [(HERE / "projector.css").read_text("utf-8"), *_only(page.figures)]
    st.html("".join(f"<style>{style}</style>" for style in styles))


def _only(figures: Sequence[str]) -> Iterator[str]:
    """Hide all but the first of the figures that is there, and all but the page's question where none is."""
    others = ""
    for figure in (*figures, "h1"):
        there = "" if figure == "h1" else f":has({figure})"
        yield ONLY.format(scope=f"[data-testid=stMain]{there}{others}", figure=figure)
        others += f":not(:has({figure}))"
