"""A lesson, one step at a time: back and forth without loss, and Skip always there."""

from functools import partial
from pathlib import Path

import streamlit as st

from kdviz.i18n import SpokenError, Translator
from kdviz.lessons import Lesson, lessons
from kdviz.lessons.lesson import Ask, Do, TakeAway
from kdviz.web.session.address import write_address
from kdviz.web.session.knobs import set_knobs
from kdviz.web.session.language import session_translator
from kdviz.web.session.lessons import answer, answers_of, go_to, open_lesson, place
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.pages import VIEWS
from kdviz.web.session.view import link_button
from kdviz.web.views.learn.ask import show_ask
from kdviz.web.views.learn.do import ending_of, show_do
from kdviz.web.views.learn.home import show_home
from kdviz.web.views.learn.why import show_why

STYLE = Path(__file__).with_suffix(".css").read_text("utf-8")


def show_lesson(asked: str) -> None:
    """Draw the lesson that is asked for, at the step where the reader is; the home page where there is no such one."""
    try:
        lesson = open_lesson(asked)
    except SpokenError:
        # What is wrong with the link is said above the page already.
        show_home()
        return
    _ = session_translator()
    st.html(f"<style>{STYLE}</style>")
    with st.container(key="lesson"):
        _show_head(lesson, _)
        with st.container(key=f"lesson_step_{place()}"):
            _show_step(lesson, _)
        _show_foot(lesson, _)
    write_address("learn")


def _show_head(lesson: Lesson, _: Translator) -> None:
    number, count = place() + 1, len(lesson.steps)
    with st.container(key="lesson_head", horizontal=True, vertical_alignment="center"):
        st.title(literal(_(lesson.title)), anchor=False)
        dots = "●" * number + "○" * (count - number)
        text = _("Step {number} of {count} {dots}")
        st.caption(filled(text, number=number, count=count, dots=dots), width="content")


def _show_step(lesson: Lesson, _: Translator) -> None:
    step = lesson.steps[place()]
    if isinstance(step, Ask):
        show_ask(lesson, place(), _)
    elif isinstance(step, Do):
        show_do(lesson, place(), _)
    elif isinstance(step, TakeAway):
        _show_take_away(lesson, step, _)
    else:
        show_why(lesson, place(), _)


def _show_take_away(lesson: Lesson, step: TakeAway, _: Translator) -> None:
    answer(lesson, place(), "d")
    with st.container(key="lesson_hall", border=True):
        st.subheader(literal(_(step.text)), anchor=False)
        if (said := _held(lesson, _)) is not None:
            st.markdown(literal(said))
    if st.button(_("Try it yourself"), icon=":material/science:", key="lesson_leave"):
        # The page reads its address once a session, and its knobs from then on.
        set_knobs(step.parameters)
        st.switch_page(
            VIEWS / step.page / "page.py", query_params={name: str(value) for name, value in step.parameters.items()}
        )


def _held(lesson: Lesson, _: Translator) -> str | None:
    """Say where what one should remember has not come out here; nothing where it has, or needs no training."""
    about = next((at for at, step in enumerate(lesson.steps) if step in lesson.works), None)
    if about is None:
        return None
    said = {
        None: _("This is what others have found. You have not measured it here."),
        "not shown": _("This is what others have found. Measured here, it was not shown."),
        "other": _("This is what others have found. Measured here, it was the other way round."),
    }
    return said.get(ending_of(lesson, about, _))


def _show_foot(lesson: Lesson, _: Translator) -> None:
    """Draw the ways to the steps beside this one, and a link to it."""
    here, last = place(), len(lesson.steps) - 1
    with st.container(key="lesson_foot", horizontal=True, vertical_alignment="center"):
        st.button(
            _("Back"),
            icon=":material/arrow_back:",
            key="lesson_back",
            disabled=not here,
            on_click=go_to,
            args=(here - 1,),
        )
        if here < last:
            done = here in answers_of(lesson)
            st.button(
                _("Next") if done else _("Skip"),
                type="primary" if done else "secondary",
                icon=":material/arrow_forward:",
                key="lesson_next",
                on_click=go_to,
                args=(here + 1,),
            )
        elif (following := _after(lesson)) is not None:
            label = _("Next lesson: {title}").format(title=literal(_(following.title)))
            st.button(
                label,
                type="primary",
                icon=":material/arrow_forward:",
                key="lesson_next",
                on_click=partial(_open, following.name),
            )
        link_button(_)


def _after(lesson: Lesson) -> Lesson | None:
    """Return the lesson after this one, if any."""
    found = [*lessons().values()]
    at = found.index(lesson) + 1
    return found[at] if at < len(found) else None


def _open(name: str) -> None:
    st.query_params["lesson"] = name
    open_lesson(name)
