"""The reader's guesses in the session: of jobs that were begun, and of the next one."""

from collections.abc import Mapping

import streamlit as st

from kdviz.verdicts.guess import Guess
from kdviz.web.session.runs import KEY as RUN

KEY, HELD, ASKED = "guess", "guesses_held", "guesses_asked"
# Whose guess it is while its job has not begun.
NEXT = None


def read_guess(job_id: str | None = NEXT) -> Guess | None:
    """Return the reader's guess about a job, or about the next one."""
    guesses: dict[str | None, Guess] = st.session_state[KEY]
    return guesses.get(job_id)


def write_guess(guess: Guess | None, job_id: str | None = NEXT) -> None:
    """Remember the reader's guess about a job, or about the next one; None withdraws it, and the next is another."""
    if guess is None and job_id is NEXT:
        st.session_state[ASKED] = asked_before() + 1
    others = {name: each for name, each in st.session_state[KEY].items() if name != job_id}
    st.session_state[KEY] = others if guess is None else {**others, job_id: guess}


def asked_before() -> int:
    """Return how often the session has been asked for a guess before, so that a new question begins empty."""
    return int(st.session_state.get(ASKED, 0))


def take_guess(job_id: str | None, before: str | None = None) -> None:
    """Let the guess about the next job be about one that has just begun.

    Where a Run was refused, the job is still the one from `before`, and the guess waits for the next. One that begins
    again without a new guess keeps its own.
    """
    if job_id is None or job_id == before:
        return
    if (guess := read_guess()) is not None:
        write_guess(guess, job_id)
    write_guess(None)


def hold_guess(job_id: str, held: bool) -> None:
    """Remember whether the range about a job covered its result."""
    st.session_state[HELD] = {**st.session_state.get(HELD, {}), job_id: held}


def guesses_held() -> list[bool]:
    """Return of each guess of the session that met its result whether it covered that."""
    return list(st.session_state.get(HELD, {}).values())


def asked_guess(asked: Mapping[str, str]) -> None:
    """Take a guess about the run that is asked for, or about the next one; pass over what is none."""
    found = Guess.read(asked.get(KEY, ""))
    st.session_state[KEY] = {} if found is None else {st.session_state.get(RUN): found}


def text_of_guess(guesses: Mapping[str | None, Guess]) -> str | None:
    """Return the guess about the run on show, or the next one before the first, as the URL has it."""
    found = guesses.get(st.session_state.get(RUN))
    return None if found is None else found.text()
