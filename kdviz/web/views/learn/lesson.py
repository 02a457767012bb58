"""A lesson, one step at a time: back and forth without loss, and Skip always there."""

import re
from functools import partial
from pathlib import Path

import streamlit as st

from kdviz.experiment.arms import ARMS
from kdviz.figures.style import LOOKS
from kdviz.i18n import SpokenError, Translator
from kdviz.lessons import Lesson, lessons
from kdviz.lessons.lesson import Ask, Do, TakeAway
from kdviz.web.parts.take import show_take
from kdviz.web.session.address import write_address
from kdviz.web.session.knobs import set_knobs
from kdviz.web.session.language import session_translator
from kdviz.web.session.lessons import (
    STEPS,
    answer,
    answers_of,
    current_lesson,
    go_to,
    is_keeping,
    is_locked,
    is_sheet,
    open_lesson,
    place,
    task_knobs,
    turn_keeping,
    turn_sheet,
)
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.pages import VIEWS
from kdviz.web.session.trouble import errors_shown, show_trouble
from kdviz.web.session.view import is_projected, link_button
from kdviz.web.views.learn.ask import show_ask
from kdviz.web.views.learn.do import came_out, show_do, show_hall_settings
from kdviz.web.views.learn.home import show_home
from kdviz.web.views.learn.sheet import is_here_only, show_sheet
from kdviz.web.views.learn.why import show_why
from kdviz.web.views.learn.work import run_before

# The toggle that keeps answers.
KEEP = "lesson_keep"
NUMBER = re.compile(r"[\d.]+")
STYLE = Path(__file__).with_suffix(".css").read_text("utf-8")


def show_lesson(asked: str) -> None:
    """Draw the lesson that is asked for, at the step where the reader is; the home page where there is no such one."""
    try:
        open_lesson(asked)
    except SpokenError:
        # What is wrong with the link is said above the page already.
        show_home()
        return
    st.html(f"<style>{STYLE}</style>")
    _show_lesson()


# Answers change nothing of the page around a lesson, which takes as long as the lesson itself.
@st.fragment
def _show_lesson() -> None:
    """Draw the lesson that the session is in, which the way on may have changed."""
    _, lesson = session_translator(), current_lesson()
    assert lesson is not None
    with errors_shown(_), st.container(key="lesson"):
        show_trouble(_)
        _show_head(lesson, _)
        if is_sheet():
            show_sheet(lesson, _)
        else:
            with st.container(key=f"lesson_step_{place()}"):
                _show_step(lesson, _)
        # Before the link to it is drawn.
        write_address("learn")
        _show_foot(lesson, _)


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
        if said := _held(lesson, _):
            st.markdown(literal(said))
    if step.files:
        _show_files(lesson, _)
    if st.button(_("Try it yourself"), icon=":material/science:", key="lesson_leave"):
        # The page reads its address once a session, and its knobs from then on.
        set_knobs(step.parameters)
        st.switch_page(
            VIEWS / step.page / "page.py", query_params={name: str(value) for name, value in step.parameters.items()}
        )


def _show_files(lesson: Lesson, _: Translator) -> None:
    """Offer the students of the last task as files."""
    found = run_before(lesson, place(), _("Do the task first: then you can take its students with you."), _)
    if found is None:
        return
    arms: dict[str, str] = {arm: _(LOOKS[arm].title) for arm in reversed(ARMS)}
    with errors_shown(_):
        show_take(found.run_id, arms, found.experiment.seed_list, _, of_run=True)


def _held(lesson: Lesson, _: Translator) -> str:
    """Say where what one should remember has not come out here; nothing where it has, or needs no training."""
    about = next((at for at, step in enumerate(lesson.steps) if step in lesson.works), None)
    if about is None:
        return ""
    if about not in answers_of(lesson):
        return _("This is what was found elsewhere. You have not measured it here.")
    if came_out(lesson, about, _) is not None:
        return _("This is what was found elsewhere. Measured here, it came out otherwise.")
    return ""


def _show_foot(lesson: Lesson, _: Translator) -> None:
    """Draw the ways to the steps beside this one, a link to it, and the lesson's sheet; for a hall the ways alone."""
    if is_sheet():
        with st.container(key="lesson_foot", horizontal=True, vertical_alignment="center"):
            st.button(_("Back to the lesson"), icon=":material/arrow_back:", key="lesson_sheet", on_click=turn_sheet)
            st.caption(_("Print this page with your browser."))
            if is_here_only():
                st.caption(_("Its links lead a phone nowhere: open this page by an address that your network knows."))
        return
    if is_projected():
        with st.container(key="hall", horizontal=True):
            _show_ways(lesson, _)
            show_hall_settings(lesson, place(), _)
    else:
        with st.container(key="lesson_foot", horizontal=True):
            _show_ways(lesson, _)
        with st.container(key="lesson_more", horizontal=True, vertical_alignment="center"):
            link_button(_, _link_told(lesson, _))
            _show_keep(_)
            st.button(_("Sheet to print"), icon=":material/print:", key="lesson_sheet", on_click=turn_sheet)


def _link_told(lesson: Lesson, _: Translator) -> str:
    """Say what a teacher may add to the link of a lesson."""
    # Words of a value may be taken apart on the page, and could not be copied from it.
    numbers = {name: values[-1] for name, values in task_knobs([lesson]).items() if NUMBER.fullmatch(values[-1])}
    if not numbers:
        return _("Add “&lock=steps” to keep a class at this step.")
    name, value = next(iter(numbers.items()))
    text = _("Add “&set={name}:{value}” to set this in the task, and “&lock={name}” to lock it.")
    return text.format(name=name, value=value)


def _show_keep(_: Translator) -> None:
    """Offer to keep the reader's answers."""
    st.session_state[KEEP] = is_keeping()
    told = _("For your next visit. Your browser's number stands beside them, no name. Turned off, they are deleted.")
    st.toggle(_("Keep my answers"), key=KEEP, help=told, on_change=turn_keeping, width="content")


def _show_ways(lesson: Lesson, _: Translator) -> None:
    """Draw the ways to the steps beside this one, unless a link has locked them."""
    if is_locked(STEPS):
        return
    here, last = place(), len(lesson.steps) - 1
    # What a lecturer's clicker sends.
    back, forth = ("PageUp", "PageDown") if is_projected() else (None, None)
    st.button(
        _("Back"),
        icon=":material/arrow_back:",
        key="lesson_back",
        disabled=not here,
        on_click=go_to,
        args=(here - 1,),
        shortcut=back,
    )
    if here < last:
        done = here in answers_of(lesson)
        label, leave = _("Next") if done else _("Skip"), partial(go_to, here + 1)
    elif (following := _after(lesson)) is not None:
        done, leave = True, partial(_open, following.name)
        label = _("Next lesson: {title}").format(title=literal(_(following.title)))
    else:
        return
    st.button(
        label,
        type="primary" if done else "secondary",
        icon=":material/arrow_forward:",
        key="lesson_next",
        on_click=leave,
        shortcut=forth,
    )


def _after(lesson: Lesson) -> Lesson | None:
    """Return the lesson after this one, if any."""
    found = [*lessons().values()]
    at = found.index(lesson) + 1
    return found[at] if at < len(found) else None


def _open(name: str) -> None:
    st.query_params["lesson"] = name
    open_lesson(name)
