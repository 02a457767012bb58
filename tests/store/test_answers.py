"""Answers to lessons: kept for those who want that, each with its time, and deleted with all."""

import time

import pytest
from sqlalchemy import select

from kdviz.store import answers
from kdviz.store.answers import Answers
from kdviz.store.database import Database
from kdviz.store.tables import AnswerRow


def rows(database: Database) -> list[tuple]:
    with database.read() as session:
        found = session.scalars(select(AnswerRow).order_by(AnswerRow.id)).all()
        return [(row.who, row.lesson, row.step, row.answer) for row in found]


def test_answers_are_kept_one_after_the_other_and_forgotten_together(history):
    kept, began = Answers(history.database), time.time()
    kept.keep("ann", {"how-hot": {0: "d", 1: "bacd"}})
    kept.keep("ann", {"how-hot": {0: "d", 1: "abcd"}, "no-help": {0: "c"}})
    kept.keep("ben", {"how-hot": {1: "dcba"}})
    assert rows(history.database) == [
        ("ann", "how-hot", 0, "d"),
        ("ann", "how-hot", 1, "bacd"),
        ("ann", "how-hot", 1, "abcd"),
        ("ann", "no-help", 0, "c"),
        ("ben", "how-hot", 1, "dcba"),
    ], "what was said first stays; what is said again is no other answer"
    assert kept.latest("ann") == {"how-hot": {0: "d", 1: "abcd"}, "no-help": {0: "c"}}
    with history.database.read() as session:
        assert all(began <= row.answered_at <= time.time() for row in session.scalars(select(AnswerRow)))
    kept.forget("ann")
    assert kept.latest("ann") == {}
    assert kept.latest("ben") == {"how-hot": {1: "dcba"}}


def test_a_program_that_answers_without_end_is_not_heard_any_more(history, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(answers, "MOST", 3)
    kept = Answers(history.database)
    kept.keep("ann", {"how-hot": dict.fromkeys(range(5), "a")})
    kept.keep("ann", {"how-hot": dict.fromkeys(range(5), "b")})
    assert rows(history.database) == [("ann", "how-hot", step, "a") for step in range(3)]
