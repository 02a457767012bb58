"""The reader's guesses in the session: answers to questions about requests, and about the jobs that these became."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import streamlit as st

from kdviz.verdicts.guess import Guess
from kdviz.web.session.checked import checked_knobs
from kdviz.web.session.runs import KEY as RUN
from kdviz.web.session.runs import latest_run

KEY, ANSWERS, HELD, ASKED = "guess", "guess_answers", "guesses_held", "guesses_asked"
TRAIN = "distill"


class Question(NamedTuple):
    """What a guess is about: one request of one page; of another request, or on another page, it is none."""

    page: str
    digest: str


def answer_to(question: Question) -> Guess | None:
    """Return what the reader has committed to, if anything."""
    answers: dict[Question, Guess] = st.session_state.get(ANSWERS, {})
    return answers.get(question)


def write_answer(question: Question, guess: Guess | None) -> None:
    """Remember what the reader commits to; None withdraws it."""
    others = {each: known for each, known in st.session_state.get(ANSWERS, {}).items() if each != question}
    st.session_state[ANSWERS] = others if guess is None else {**others, question: guess}


def read_guess(job_id: str) -> Guess | None:
    """Return the reader's guess about a job, made before it began."""
    guesses: dict[str, Guess] = st.session_state.get(KEY, {})
    return guesses.get(job_id)


def begin_guessed(question: Question, key: str, submit: Callable[[], None]) -> None:
    """Submit a request, and let the answer to the question about it be about the job that it becomes under `key`.

    Where it is refused the job is still the one from before, and the answer waits.
    """
    before = st.session_state.get(key)
    submit()
    job_id = st.session_state.get(key)
    if job_id is not None and job_id != before:
        take_guess(question, job_id)


def take_guess(question: Question, job_id: str) -> None:
    """Let the answer to a question be about a job; what has met its result stays as it was."""
    ask_anew()
    guess = answer_to(question)
    if guess is not None and job_id not in st.session_state.get(HELD, {}):
        st.session_state[KEY] = {**st.session_state.get(KEY, {}), job_id: guess}


def ask_anew() -> None:
    """Let the next question begin empty."""
    st.session_state[ASKED] = asked_before() + 1


def asked_before() -> int:
    """Return how often something was submitted in the session, with a guess or without."""
    return int(st.session_state.get(ASKED, 0))


def hold_guess(job_id: str, held: bool) -> None:
    """Remember whether the range about a job covered its result."""
    st.session_state[HELD] = {**st.session_state.get(HELD, {}), job_id: held}


def guesses_held() -> list[bool]:
    """Return of each guess of the session that met its result whether it covered that."""
    return list(st.session_state.get(HELD, {}).values())


def asked_guess(asked: Mapping[str, str]) -> None:
    """Take a guess about the run that is asked for, or about the next; pass over what is none, or beyond its scale."""
    st.session_state.setdefault(KEY, {})
    run = latest_run()
    experiment = run.record.experiment if run else checked_knobs()[0]
    found = experiment and Guess.read(asked.get(KEY, ""), experiment.data)
    if not experiment or not found:
        return
    if run:
        st.session_state[KEY] = {**st.session_state[KEY], run.record.run_id: found}
    else:
        write_answer(Question(TRAIN, experiment.digest()), found)


def text_of_guess(guesses: Mapping[str, Guess]) -> str | None:
    """Return the guess about the run on show, or about the next one before the first, as the URL has it."""
    if RUN in st.session_state:
        found = guesses.get(st.session_state[RUN])
    else:
        experiment = checked_knobs()[0] if st.session_state.get(ANSWERS) else None
        found = experiment and answer_to(Question(TRAIN, experiment.digest()))
    return found.text() if found else None
