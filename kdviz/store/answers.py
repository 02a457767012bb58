"""Answers to lessons, of those who want them kept; each has its time, so that one may ask what a class answered."""

import time
from collections.abc import Mapping

from sqlalchemy import delete, func, select

from kdviz.store.database import Database
from kdviz.store.tables import AnswerRow

# Of one reader: all lessons have a hundred steps. Only a program answers so often, and is not heard any more.
MOST = 2000


class Answers:
    """The answers in a database. Who answers a step anew adds an answer; the one before stays.

    Every method raises `StoreError` where the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, who: str) -> dict[str, dict[int, str]]:
        """Return somebody's last answer to each step, by lesson and by the step's place, counted from zero."""
        found: dict[str, dict[int, str]] = {}
        with self._database.read() as session:
            for row in session.scalars(select(AnswerRow).filter_by(who=who).order_by(AnswerRow.id)):
                found.setdefault(row.lesson, {})[row.step] = row.answer
        return found

    def keep(self, who: str, answers: Mapping[str, Mapping[int, str]]) -> None:
        """Keep of somebody's answers, by lesson and place, those that are not the last ones of these steps."""
        known = self.latest(who)
        new = [
            AnswerRow(who=who, lesson=lesson, step=step, answer=text, answered_at=time.time())
            for lesson, theirs in answers.items()
            for step, text in theirs.items()
            if known.get(lesson, {}).get(step) != text
        ]
        with self._database.write() as session:
            count = session.scalar(select(func.count()).select_from(AnswerRow).filter_by(who=who)) or 0
            session.add_all(new[: max(MOST - count, 0)])

    def forget(self, who: str) -> None:
        """Delete all of somebody's answers, for good."""
        with self._database.write() as session:
            session.execute(delete(AnswerRow).filter_by(who=who))
