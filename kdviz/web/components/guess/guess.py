"""The question how much help will help, answered with a mark and a range before anybody knows.

What is drawn knows nothing of any result: a page asks with it before a run, a map or a race.
"""

from collections.abc import Callable
from functools import partial

import streamlit as st

from kdviz.catalog import DatasetCard
from kdviz.i18n import Translator
from kdviz.verdicts.guess import Guess, reach
from kdviz.verdicts.run import things
from kdviz.web.components.shared.modules import component
from kdviz.web.session.guess import Question, ask, asked_before, write_answer

KEY = "guess_asked"
HTML = """<div class="guess" role="group" data-testid="guess">
  <div class="guess-question"></div>
  <output class="guess-value"></output>
  <div class="guess-line">
    <div class="guess-band"></div><div class="guess-zero"></div>
    <input class="guess-mark" type="range" step="1">
  </div>
  <div class="guess-foot">
    <label class="guess-off">± <input class="guess-give" type="range" step="1" min="0"></label>
    <button type="button" class="guess-lock"></button>
  </div>
  <div class="guess-said" role="status"></div>
</div>"""

_guess = component("guess", HTML, "guess/guess.css")


def ask_guess(question: Question, data: DatasetCard, _: Translator, text: str = "") -> None:
    """Ask how many more test images will be right with help; an answer stands until the work begins.

    A page that asks it of more than one student has a `text` of its own, with blanks ``{of}`` and ``{things}``.

    It is committed by the button or Enter. Who begins the work without it has skipped it.
    """
    text = text or _("With help, how many more of {of} test {things} will the small network get right?")
    text = text.format(of=_.number(data.test), things=things(data, _))
    ends, take = (-reach(data), reach(data)), partial(write_answer, question)
    said, key = _("You can change it until you press Run."), f"{KEY}_{question.page}_{asked_before()}"
    ask_mark(key, text, ask(question, data), ends, take, said, _, about=question.digest)


def ask_mark(
    key: str,
    question: str,
    guess: Guess | None,
    ends: tuple[int, int],
    take: Callable[[Guess | None], None],
    said: str,
    _: Translator,
    about: str = "",
) -> None:
    """Ask for a number between two `ends`, with a range around it.

    Parameters
    ----------
    guess : Guess, optional
        What was committed before.
    take : callable
        Called with what the reader commits to, and with None when the mark leaves that.
    said : str
        What stands under a committed guess.
    about : str
        What the question is about, if it changes while the mark stands: what was committed is about nothing else.
    """
    least, most = ends
    counts = least < 0
    words = {
        "ask": question,
        "mark": _("your guess"),
        "give": _("give or take"),
        "more": _("{count} more, give or take {give}") if counts else _("{count}, give or take {give}"),
        "fewer": _("{count} fewer, give or take {give}"),
        "lock": _("Lock in"),
        "locked": _("Locked in"),
        "changeable": said,
    }
    told = {"mark": guess.mark, "give": guess.give} if guess else None
    shown = {
        "guess": told,
        "about": about,
        "least": least,
        "most": most,
        "language": _.language.replace("_", "-"),
        "words": words,
    }

    def heard() -> None:
        told = st.session_state[key].get("guess")
        # A message about the request before may come late.
        if told is None or told.get("about") == about:
            take(Guess.heard(told, ends))

    _guess(data=shown, key=key, on_guess_change=heard)
