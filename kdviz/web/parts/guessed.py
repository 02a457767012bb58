"""A reader's guess beside what came of it, and a reason to pick."""

from collections.abc import Sequence

import streamlit as st

from kdviz.catalog import DatasetCard
from kdviz.i18n import Translator
from kdviz.verdicts.guess import Guess, tally, told
from kdviz.verdicts.run import of_test
from kdviz.verdicts.why import Why
from kdviz.web.session.guess import guesses_held, hold_guess
from kdviz.web.session.literal import literal


def guess_told(job_id: str, guess: Guess, gain: float, data: DatasetCard, _: Translator) -> str:
    """Hold a guess against the mean gain of its job; return that in words, with the session's tally."""
    hold_guess(job_id, guess.covers(of_test(gain, data)))
    return " ".join(filter(None, [told(guess, gain, data, _), tally(guesses_held(), _)]))


def ask_why(
    explanations: Sequence[Why], job_id: str, question: str, _: Translator, picked: str | None = None
) -> str | None:
    """Let the reader pick an explanation, and answer; return which is picked, `picked` from before as long as none."""
    found = {why.name: why for why in explanations}
    names = list(found)
    picked = st.radio(
        question,
        names,
        index=None if picked is None else names.index(picked),
        format_func=lambda name: found[name].title,
        # The browser keeps the words of a choice; another language is another choice.
        key=f"why_{job_id}_{_.language}",
        horizontal=True,
    )
    if picked is not None:
        (st.success if found[picked].holds else st.warning)(literal(found[picked].answer))
    return picked
