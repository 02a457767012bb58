"""The menu of the lessons: a link to each, in their order."""

from typing import Any

import streamlit as st

from kdviz.i18n import Translator
from kdviz.lessons import Lesson, lessons
from kdviz.web.session.lessons import answers_of
from kdviz.web.session.literal import literal

MENU = "lessons_menu"
# The address at which the menu was opened: it closes where a link of it leads elsewhere.
OPENED = "lessons_menu_at"


def show_menu(link: Any, _: Translator) -> None:
    """Draw the button that opens the menu; what is in it is drawn once it is open.

    Parameters
    ----------
    link : streamlit.Page
        The page on which lessons are.
    """
    here = st.query_params.get("lesson")
    if st.session_state.get(OPENED, here) != here:
        st.session_state[MENU] = False
    menu = st.popover(_("Lessons"), icon=":material/menu_book:", type="tertiary", key=MENU, on_change="rerun")
    if not menu.open:
        st.session_state.pop(OPENED, None)
        return
    st.session_state[OPENED] = here
    with menu, st.container(key="lessons_list", gap=None):
        for lesson in lessons().values():
            _show_link(link, lesson, _)


def _show_link(link: Any, lesson: Lesson, _: Translator) -> None:
    """Draw the link to a lesson: its number if it has one, its title, and whether the reader has done all of it."""
    title = _(lesson.title) if lesson.number is None else f"{lesson.number} · {_(lesson.title)}"
    is_done = len(answers_of(lesson)) == len(lesson.steps)
    st.page_link(
        link,
        label=literal(title),
        icon=":material/check_circle:" if is_done else ":material/radio_button_unchecked:",
        query_params={"lesson": lesson.name},
    )
