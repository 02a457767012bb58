"""The sheet of a lesson, to be printed: its questions, room for answers, and links that a phone reads."""

from html import escape
from urllib.parse import urlencode, urlsplit, urlunsplit

import segno
import streamlit as st

from kdviz.i18n import Translator
from kdviz.lessons import Lesson
from kdviz.lessons.held import option_texts
from kdviz.lessons.lesson import Ask, Choice, Do, Order, Step, Tap, Why
from kdviz.lessons.measured import called, setting
from kdviz.web.components.doubt.doubt import doubted
from kdviz.web.routes.guard import LOOPBACK

BOX, RULE = "☐", "<p class=line></p>"


def show_sheet(lesson: Lesson, _: Translator) -> None:
    """Draw the sheet: nothing on it comes from a result."""
    name = _("Name: ________________    Date: ____________")
    parts = [_code(lesson, None, _), f"<h2>{escape(_(lesson.title))}</h2>", _line(name)]
    parts += [_part(lesson, place, step, _) for place, step in enumerate(lesson.steps)]
    st.html(f'<div class="lesson-sheet">{"".join(parts)}</div>')


def link(lesson: Lesson, step: int | None) -> str:
    """Return the address of a lesson, or of one of its steps, on this server."""
    here = urlsplit(st.context.url or "")
    query = {"lesson": lesson.name} | ({} if step is None else {"step": str(step + 1)})
    return urlunsplit(here._replace(query=urlencode(query), fragment=""))


def is_here_only() -> bool:
    """Return whether links lead here from this computer alone: a name of the loopback is every computer's own."""
    return urlsplit(st.context.url or "").hostname in LOOPBACK


def _code(lesson: Lesson, step: int | None, _: Translator) -> str:
    address, name = link(lesson, step), _("This lesson on your phone")
    picture = segno.make(address, micro=False).svg_data_uri(scale=3)
    return f'<figure><img src="{picture}" alt="{escape(name)}"><p>{escape(address)}</p></figure>'


def _part(lesson: Lesson, place: int, step: Step, _: Translator) -> str:
    """Return a step as it is printed: what it asks, and room for an answer."""
    number, text, code, room = f"{place + 1}. ", "", "", ""
    if isinstance(step, Ask):
        text = _(step.text).format(**setting(lesson.following(place), _))
        room = _room(lesson, place, step, _)
    elif isinstance(step, Do):
        text = _(step.text).format(**setting(step, _))
        code = _code(lesson, place, _) if step.trains else ""
        room = _line(_("What came out:")) + RULE
    elif isinstance(step, Why):
        text = _(step.text)
        room = "".join(_line(f"{BOX} {_(reason.text)}") for reason in step.reasons)
    else:
        text, room = _("What I take away:"), RULE + RULE
    return f"<section>{code}<h3>{number}{escape(text)}</h3>{room}</section>"


def _room(lesson: Lesson, place: int, step: Ask, _: Translator) -> str:
    """Return the room for an answer."""
    way, do = step.way, lesson.following(place)
    if isinstance(way, Choice):
        lines = [f"{BOX} {text}" for text in option_texts(way, do, _).values()]
        if way.picture is not None:
            # So many short options stand in a row under their picture.
            return _digit(way.picture, _("a handwritten digit")) + _line("   ".join(lines))
    elif isinstance(way, Order):
        lines = [f"___ {called(bar, do, _)}" for bar in do.bars[: way.count]]
    elif isinstance(way, Tap):
        picture = _("picture {number}")
        named = [(each, picture.format(number=at + 1)) for at, each in enumerate(way.pictures)]
        return "".join(
            f"<figure class=digit>{_digit(each, name)}{_line(f'{BOX} {name}')}</figure>" for each, name in named
        )
    else:
        lines = [_("My guess: ________ give or take ________")]
    return "".join(map(_line, lines))


def _line(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _digit(label: int, name: str) -> str:
    """Return a picture of the digit of a class that the teacher doubts most."""
    (digit,) = (each for each in doubted() if each.label == label)
    return digit.image("digit", name)
