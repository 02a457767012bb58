"""One repeat of a run after the other, drawn by the reader."""

from typing import Any

import streamlit as st

from kdviz import figures
from kdviz.i18n import Translator
from kdviz.lessons import Lesson
from kdviz.results import RunResult
from kdviz.verdicts.run import of_test, whole
from kdviz.web.parts.cards import chart
from kdviz.web.session.lessons import answer, answers_of
from kdviz.web.session.literal import literal

# How many the reader has drawn, before the answer is there.
DRAWN = "lesson_drawn_"


def draw_repeats(lesson: Lesson, place: int, found: Any, _: Translator) -> None:
    """Draw the repeats that the reader has drawn; it is done once one says the opposite of the first, or all are."""
    assert isinstance(found, RunResult)
    key, gains = f"{DRAWN}{lesson.name}_{place}", figures.gains_of(found)
    count = max(int(answers_of(lesson).get(place, "d0")[1:]), st.session_state.get(key, 1))
    drawn = gains[:count]
    flipped = any(gain * drawn[0] < 0 for gain in drawn)
    # A hall draws repeats, too.
    with st.container(key="lesson_repeats"):
        st.subheader(literal(_said(drawn, flipped, found, _)), anchor=False)
        if flipped or count == len(gains):
            answer(lesson, place, f"d{count}")
        elif st.button(_("Draw another repeat"), type="primary", icon=":material/casino:", key="lesson_another"):
            st.session_state[key] = count + 1
            st.rerun()
        text = _("{n} repeats so far").format(n=count)
        chart(
            "lesson_figure",
            text,
            figures.gain_dots(found, None, _, first=count),
            lambda: figures.gain_table(found, _)[:count],
            _,
        )


def _said(drawn: list[float], flipped: bool, found: RunResult, _: Translator) -> str:
    data = found.experiment.data
    last = whole(of_test(drawn[-1], data), _, signed=True)
    first = whole(of_test(drawn[0], data), _, signed=True)
    blanks = {"last": last, "first": first, "of": _.number(data.test), "n": len(drawn)}
    if flipped:
        text = _("Repeat {n} says the opposite: {last} of {of}. The first said {first}.")
    elif len(drawn) == found.experiment.seeds:
        text = _("All {n} repeats point the same way; the last says {last} of {of}.")
    else:
        text = _("Repeat {n}: {last} of {of}. Would you bet on the next?")
    return text.format(**blanks)
