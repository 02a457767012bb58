"""The reader's guesses in the session: answers to questions about requests, and about the jobs that these became."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import streamlit as st

from kdviz.catalog import DatasetCard
from kdviz.verdicts.guess import Guess
from kdviz.web.session.runs import KEY as RUN
from kdviz.web.session.runs import latest_run

KEY, ANSWERS, HELD, ASKED = "guess", "guess_answers", "guesses_held", "guesses_asked"
# The question that was drawn last, and a guess from a link that waits for one.
ASKING, LINKED = "guess_asking", "guess_linked"
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
    st.session_state.pop(ASKING, None)


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
    """Take a guess about the run that is asked for, or else about what is asked next; pass over what is none."""
    st.session_state.setdefault(KEY, {})
    text = asked.get(KEY, "")
    if run := latest_run():
        if found := Guess.read(text, run.record.experiment.data):
            st.session_state[KEY] = {**st.session_state[KEY], run.record.run_id: found}
    elif Guess.read(text):
        st.session_state[LINKED] = text


def ask(question: Question, data: DatasetCard) -> Guess | None:
    """Return the answer to a question that is drawn; the first one is answered by the link, if that has a guess."""
    st.session_state[ASKING] = question
    linked = Guess.read(st.session_state.pop(LINKED, ""), data)
    if linked and answer_to(question) is None:
        write_answer(question, linked)
    return answer_to(question)


def text_of_guess(guesses: Mapping[str, Guess]) -> str | None:
    """Return the guess about the run on show, or about what was asked last before the first, as the URL has it."""
    if LINKED in st.session_state:
        return str(st.session_state[LINKED])
    if RUN not in st.session_state:
        question: Question | None = st.session_state.get(ASKING)
        guess = answer_to(question) if question else None
    else:
        guess = guesses.get(st.session_state[RUN])
    return guess.text() if guess else None
