"""Three explanations of what the step before has come to."""

import streamlit as st

from kdviz.i18n import Translator
from kdviz.lessons import Lesson
from kdviz.lessons.lesson import Tap, Why, letters
from kdviz.verdicts.why import Why as Explanation
from kdviz.web.parts.guessed import ask_why
from kdviz.web.session.lessons import answer, answers_of, asked_before
from kdviz.web.session.literal import literal
from kdviz.web.session.view import is_projected
from kdviz.web.views.learn.do import came_out, show_outcome
from kdviz.web.views.learn.gestures import tap_told


def show_why(lesson: Lesson, place: int, _: Translator) -> None:
    """Draw the explanations, and under them the figure once more, if it has been seen."""
    step = lesson.steps[place]
    assert isinstance(step, Why)
    before = lesson.trained_before(place)
    seen = before if before in answers_of(lesson) else None
    if seen is not None and came_out(lesson, seen, _, step.about) is not None:
        st.info(_("Here it came out otherwise. The question is about where it comes out."))
    explanations = [
        Explanation(letter, _(reason.text), reason.holds, _(reason.reply))
        for letter, reason in zip(letters(len(step.reasons)), step.reasons, strict=True)
    ]
    ask, answered = asked_before(lesson, place)
    with st.container(key="lesson_hall"):
        if ask is not None and answered is not None and isinstance(ask.way, Tap):
            st.markdown(literal(tap_told(ask.way, int(answered), _)))
        st.subheader(literal(_(step.text)), anchor=False)
        picked = ask_why(
            explanations, f"{lesson.name}_{place}", _("Pick one."), _, picked=answers_of(lesson).get(place)
        )
    if picked is not None:
        answer(lesson, place, picked)
    # A hall sees one thing: the question.
    if seen is not None and not is_projected():
        # Under what is asked, so that the reply is in view.
        show_outcome(lesson, seen, _, told=False)
