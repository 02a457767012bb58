"""One repeat of a run after the other, drawn by the reader."""

from typing import Any

import streamlit as st

from kdviz import figures
from kdviz.i18n import Translator
from kdviz.lessons import Lesson
from kdviz.lessons.held import choice_told, opposite, repeats_told, right_after, until_opposite
from kdviz.lessons.lesson import Choice, Ending
from kdviz.results import RunResult
from kdviz.web.parts.cards import chart
from kdviz.web.session.lessons import answer, answers_of, asked_before
from kdviz.web.session.literal import literal

# How many the reader has drawn, before the answer is there.
DRAWN = "lesson_drawn_"


def draw_repeats(lesson: Lesson, place: int, found: Any, _: Translator) -> None:
    """Draw the repeats that the reader has drawn; it is done once one says the opposite of the first, or all are."""
    assert isinstance(found, RunResult)
    key, gains = f"{DRAWN}{lesson.name}_{place}", figures.gains_of(found)
    asked = max(int(answers_of(lesson).get(place, "d0")[1:]), st.session_state.get(key, 1))
    drawn = until_opposite(gains[:asked])
    count, flipped = len(drawn), opposite(drawn) is not None
    ended = flipped or count == len(gains)
    # A hall draws repeats, too.
    with st.container(key="lesson_repeats"):
        if ended and (told := _told_of_answer(lesson, place, "other" if flipped else "not shown", _)):
            st.markdown(literal(told))
        st.subheader(literal(repeats_told(drawn, len(gains), found.experiment.data, _)), anchor=False)
        if ended:
            answer(lesson, place, f"d{count}")
        elif st.button(_("Draw another repeat"), type="primary", icon=":material/casino:", key="lesson_another"):
            st.session_state[key] = count + 1
            st.rerun()
        text = _("Repeats so far: {n}").format(n=count)
        chart(
            "lesson_figure",
            text,
            figures.gain_dots(found, None, _, first=count),
            lambda: figures.gain_table(found, _)[:count],
            _,
        )


def _told_of_answer(lesson: Lesson, place: int, ending: Ending, _: Translator) -> str:
    """Say what became of the answer to the question before: whether repeats say the opposite of one another."""
    ask, answered = asked_before(lesson, place)
    if ask is None or answered is None or not isinstance(ask.way, Choice):
        return ""
    return choice_told(ask.way, answered, right_after(ask.way, [ending]), lesson.following(place), _)
