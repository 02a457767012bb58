"""A question of a lesson, answered before anybody knows."""

from functools import partial
from typing import Any

import streamlit as st

from kdviz.i18n import Translator
from kdviz.lessons import Lesson
from kdviz.lessons.held import option_texts
from kdviz.lessons.lesson import Ask, Choice, Do, Order, Tap, letters
from kdviz.lessons.measured import called, setting
from kdviz.verdicts.guess import Guess
from kdviz.web.components.guess.guess import ask_mark
from kdviz.web.components.order.order import order
from kdviz.web.components.tap.tap import tap
from kdviz.web.session.lessons import answer, answers_of
from kdviz.web.session.literal import literal

# More options than these stand in a row.
FEW = 5


def show_ask(lesson: Lesson, place: int, _: Translator) -> None:
    """Draw a question; what was answered to it before is there, and stands once its result was seen."""
    step = lesson.steps[place]
    assert isinstance(step, Ask)
    do = lesson.following(place)
    with st.container(key="lesson_hall"):
        st.subheader(literal(_(step.text).format(**setting(do, _))), anchor=False)
        answered = answers_of(lesson).get(place)
        seen = any(isinstance(lesson.steps[at], Do) for at in answers_of(lesson) if at > place)
        _show_way(step, do, answered, seen, partial(answer, lesson, place), f"{lesson.name}_{place}", _)
    if seen:
        st.caption(_("You have seen the result: your answer stays as it was."))


def _show_way(step: Ask, do: Do, answered: str | None, seen: bool, take: Any, key: str, _: Translator) -> None:
    ask, way = _(step.text), step.way
    # What was seen is no guess any more.
    take = (lambda _text: None) if seen else take
    if isinstance(way, Choice):
        if way.picture is not None:
            tap(f"picture_{key}", [way.picture], None, None, ask, _)
        texts = option_texts(way, do, _)
        _show_choice(texts, answered, seen, take, key, ask, _)
    elif isinstance(way, Order):
        cards = {letter: called(bar, do, _) for letter, bar in zip(letters(way.count), do.bars, strict=False)}
        order(f"order_{key}", cards, answered, take, ask, _)
    elif isinstance(way, Tap):
        picked = None if answered is None else int(answered)
        tap(f"tap_{key}", way.pictures, picked, lambda label: take(str(label)), ask, _)
    else:
        said = _("You can still change it.")

        def heard(guess: Guess | None) -> None:
            take(None if guess is None else way.text(guess))

        data = do.experiment.data
        question = _("Drag your guess and its range.")
        ask_mark(f"mark_{key}", question, way.guess(answered, data), way.ends(data), heard, said, _)


def _show_choice(
    texts: dict[str, str], answered: str | None, seen: bool, take: Any, key: str, ask: str, _: Translator
) -> None:
    names = [*texts]
    # The browser keeps the words of a choice; another language is another choice.
    own = f"lesson_choice_{key}_{_.language}"

    def took() -> None:
        if (letter := st.session_state[own]) is not None:
            take(letter)

    shared: dict[str, Any] = {
        "format_func": texts.get,
        "key": own,
        "on_change": took,
        "label_visibility": "collapsed",
        "disabled": seen,
    }
    if len(names) > FEW:
        st.pills(ask, names, default=answered, **shared)
    else:
        st.radio(ask, names, index=None if answered is None else names.index(answered), **shared)
