"""The gestures of a lesson: looking at a digit, heating the teacher's answers, drawing."""

import streamlit as st

from kdviz.i18n import Translator
from kdviz.lessons import Lesson
from kdviz.lessons.lesson import Ask, Do, Look
from kdviz.verdicts.run import points
from kdviz.web.components.doubt.doubt import Doubted, doubt, doubted, likeliest
from kdviz.web.session.lessons import answer, answers_of
from kdviz.web.session.literal import literal

DONE = "d"
# Two answers whose shares differ by less cannot be told apart by eye.
ALIKE = 0.03


def show_gesture(lesson: Lesson, place: int, text: str, _: Translator) -> None:
    """Draw a gesture, under the `text` that asks for it."""
    step = lesson.steps[place]
    assert isinstance(step, Do)
    if isinstance(step.work, Look):
        _look(lesson, place, step.work, _)


def _look(lesson: Lesson, place: int, look: Look, _: Translator) -> None:
    answer(lesson, place, DONE)
    before = lesson.steps[place - 1] if place else None
    said = answers_of(lesson).get(place - 1) if isinstance(before, Ask) else None
    (digit,) = (each for each in doubted() if each.label == look.picture)
    st.subheader(literal(_hit(digit, said, _)), anchor=False)
    with st.container(key="lesson_figure"):
        doubt(_, [look.picture])


def _hit(digit: Doubted, said: str | None, _: Translator) -> str:
    """Say whether the reader's answer is the teacher's second one; shares that are nearly alike count as equal."""
    first, second, third = likeliest(digit.shares)[:3]
    blanks = {name: points(digit.shares[each], signed=False) for name, each in (("one", second), ("two", third))}
    blanks |= {"second": str(second), "third": str(third), "first": str(first)}
    if said is None:
        text = _("The teacher's second answer is {second}, with {one} %.")
    elif ord(said) - ord("a") == second:
        text = _("That is the teacher's second answer, too: {second}, with {one} %.")
    elif ord(said) - ord("a") == third and digit.shares[second] - digit.shares[third] < ALIKE:
        text = _("Nearly: the teacher gives {second} {one} % and {third} {two} %.")
    else:
        text = _("Not yours: the teacher's second answer is {second}, with {one} %.")
    return text.format(**blanks)
