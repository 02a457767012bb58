"""How runs and sweeps are called: titles that readers give them, and ids of which the beginning will do."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdviz.i18n import N_, is_text
from kdviz.store.database import StoreError
from kdviz.store.tables import RunRow, SweepRow

LONGEST_TITLE = 200

Row = TypeVar("Row", RunRow, SweepRow)


def checked_title(title: str) -> str:
    """Return `title` as it is kept.

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
    return title.strip()


def find(session: Session, table: type[Row], beginning: str, absent: StoreError, several: StoreError) -> Row:
    """Return the row of `table` whose id begins with `beginning`.

    Raises
    ------
    StoreError
        `absent` if there is none, `several` if there are more than one.
    """
    if not beginning:
        raise absent
    found = session.scalars(select(table).where(table.id.startswith(beginning, autoescape=True)).limit(2)).all()
    if len(found) == 1:
        return found[0]
    raise several if found else absent
