"""What stands around every page: its head with the way to the other pages, and its styles."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from kdviz.web.session.language import language_menu
from kdviz.web.session.view import is_projected

HERE = Path(__file__).parent


def show_head(links: Sequence[Any]) -> None:
    """Draw the head: our name, a link to each page, and the menu of languages."""
    with st.container(key="frame", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.html("<strong>kdviz</strong>", width="content")
        with st.container(key="navigation", horizontal=True, width="content"):
            for link in links:
                st.page_link(link)
        with st.container(key="language_menu", width="content"):
            language_menu()


def set_style() -> None:
    """Make everything readable, reachable by a finger, and ordered for a phone or a hall."""
    names = ("page.css", "phone.css", *(["projector.css"] if is_projected() else []))
    st.html("".join(f"<style>{(HERE / name).read_text('utf-8')}</style>" for name in names))
