"""The names of jobs: titles, beginnings of ids, and the messages for each kind of job."""

import re
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from kdviz.i18n import N_, is_text, printable
from kdviz.store.database import StoreError
from kdviz.store.tables import JobRow
from kdviz.store.whose import living

RUN, SWEEP, COMPRESSION, SEARCH, ATTACK = "run", "sweep", "compression", "search", "attack"
LONGEST_TITLE = 200
# Letters and digits of a whole id, which is found by the table's key: a beginning is held against every row.
WHOLE = 32
# The database is not asked for what begins no id.
BEGINNING = re.compile("[0-9a-fA-F]+")


class Words(NamedTuple):
    """Marked messages about a kind's jobs: there is none, there are several, one is going on, or is not the asker's."""

    absent: str
    several: str
    going: str
    foreign: str


ANY = Words(
    N_("There is no job {job}."),
    N_("More than one job begins with {job}: give more of it."),
    N_("Job {job} is still going on: stop it first."),
    N_("Job {job} is not yours: only who began it can change it, and the host."),
)
WORDS = {
    RUN: Words(
        N_("There is no run {job}; “kdviz runs” lists those there are."),
        N_("More than one run begins with {job}: give more of it."),
        N_("Run {job} is still going on: stop it first."),
        N_("Run {job} is not yours: only who began it can change it, and the host."),
    ),
    SWEEP: Words(
        N_("There is no sweep {job}."),
        N_("More than one sweep begins with {job}: give more of it."),
        N_("Sweep {job} is still going on: stop it first."),
        N_("Sweep {job} is not yours: only who began it can change it, and the host."),
    ),
    COMPRESSION: Words(
        N_("There is no compression {job}."),
        N_("More than one compression begins with {job}: give more of it."),
        N_("Compression {job} is still going on: stop it first."),
        N_("Compression {job} is not yours: only who began it can change it, and the host."),
    ),
    SEARCH: Words(
        N_("There is no search {job}."),
        N_("More than one search begins with {job}: give more of it."),
        N_("Search {job} is still going on: stop it first."),
        N_("Search {job} is not yours: only who began it can change it, and the host."),
    ),
    ATTACK: Words(
        N_("There is no attack {job}."),
        N_("More than one attack begins with {job}: give more of it."),
        N_("Attack {job} is still going on: stop it first."),
        N_("Attack {job} is not yours: only who began it can change it, and the host."),
    ),
}


class UnknownJobError(StoreError, LookupError):
    """There is no such job."""


def words(kind: str | None) -> Words:
    """Return the messages for a kind of job; those for any where it has none of its own, or for None."""
    return WORDS.get(kind or "", ANY)


def find(
    session: Session,
    beginning: str,
    kind: str | None = None,
    among: ColumnElement[bool] | None = None,
    absent: str = "",
) -> JobRow:
    """Return the job whose id begins with `beginning`, of any kind unless told otherwise.

    Parameters
    ----------
    among : condition, optional
        Which jobs there are; those that are not deleted where none is given.
    absent : str, optional
        What to say where there is none, instead of what is usual for the kind.

    Raises
    ------
    UnknownJobError
        If there is none, or more than one.
    """
    named = JobRow.id == beginning if len(beginning) >= WHOLE else JobRow.id.startswith(beginning, autoescape=True)
    wanted = select(JobRow).where(named, living() if among is None else among).limit(2)
    asked = len(beginning) <= WHOLE and BEGINNING.fullmatch(beginning)
    found = session.scalars(wanted if kind is None else wanted.filter_by(kind=kind)).all() if asked else []
    if len(found) != 1:
        raise UnknownJobError(words(kind).several if found else absent or words(kind).absent, job=beginning)
    return found[0]


def checked_title(title: str) -> str:
    """Return `title` as it is kept: without characters that control a terminal or turn the direction of writing.

    Raises
    ------
    StoreError
        If it is longer than `LONGEST_TITLE`, or is no text that UTF-8 can hold.
    """
    if not is_text(title):
        raise StoreError(N_("The title holds characters that are none: allowed is text that UTF-8 can hold."))
    if len(title) > LONGEST_TITLE:
        raise StoreError(
            N_("The title has {count} characters: allowed are at most {limit}."), count=len(title), limit=LONGEST_TITLE
        )
    return printable(title).strip()
