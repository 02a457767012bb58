"""The question how much help will help, answered with a mark and a range before anybody knows.

What is drawn knows nothing of any result: a page asks with it before a run, a map or a race.
"""

from collections.abc import Callable

import streamlit as st

from kdviz.catalog import DatasetCard
from kdviz.i18n import Translator
from kdviz.verdicts.guess import Guess, reach
from kdviz.verdicts.run import things
from kdviz.web.components.shared.modules import component
from kdviz.web.session.guess import asked_before, read_guess, write_guess

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


def ask_guess(data: DatasetCard, _: Translator, question: str = "") -> None:
    """Ask how many more test images will be right with help; an answer stands until the work begins.

    A page that asks it of more than one student has a `question` of its own, with blanks ``{of}`` and ``{things}``.

    It is committed by the button or Enter. Who begins the work without it has skipped it.
    """
    question = question or _("With help, how many more of {of} test {things} will the small network get right?")
    question = question.format(of=_.number(data.test), things=things(data, _))
    said = _("You can change it until you press Run.")
    ask_mark(f"{KEY}_{asked_before()}", question, read_guess(), (-reach(data), reach(data)), write_guess, said, _)


def ask_mark(
    key: str,
    question: str,
    guess: Guess | None,
    ends: tuple[int, int],
    take: Callable[[Guess | None], None],
    said: str,
    _: Translator,
) -> None:
    """Ask for a number between two `ends`, with a range around it.

    Parameters
    ----------
    guess : Guess, optional
        What was committed before.
    take : callable
        Called with what the reader commits.
    said : str
        What stands under a committed guess.
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
    shown = {"guess": told, "least": least, "most": most, "language": _.language.replace("_", "-"), "words": words}

    def heard() -> None:
        take(Guess.heard(st.session_state[key].get("guess"), ends))

    _guess(data=shown, key=key, on_guess_change=heard)
