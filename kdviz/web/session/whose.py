"""Whose this session's jobs are, and what it may change: the one place through which pages change what is kept."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

import streamlit as st
from sqlalchemy.orm import Session

from kdviz.engine import shared_engine
from kdviz.store.answers import Answers
from kdviz.store.tables import JobRow
from kdviz.store.whose import HOST, of_visitor
from kdviz.web.routes.visitors import BROWSER, IS_HOST

TAB = "tab"
Read = TypeVar("Read")


def tab() -> str:
    """Return a name of this session that nobody can guess."""
    return str(st.session_state.setdefault(TAB, uuid.uuid4().hex))


def browser() -> str:
    """Return the visitor whose session this is; one whose browser keeps no cookies is another in each session."""
    return st.context.headers.get(BROWSER) or of_visitor(tab())


def is_host() -> bool:
    """Return whether this session may change everything; without a server, as in tests, it may."""
    return st.context.headers.get(IS_HOST, "yes") == "yes"


def who() -> str:
    """Return whose what this session begins is."""
    return HOST if is_host() else browser()


def listed(
    reader: Callable[[Session, Sequence[JobRow]], Read], kind: str, limit: int | None = None, *, deleted: bool = False
) -> Read:
    """Return what stands in this session's list of a kind, or what it can take back; see `History.all`."""
    return shared_engine().history.all(reader, kind, limit, deleted=deleted, who=who())


def own(job_ids: Collection[str]) -> set[str]:
    """Return those of the jobs that this session's reader has asked for."""
    return shared_engine().history.owned(who()) & {*job_ids}


def mine(job_ids: Collection[str]) -> set[str]:
    """Return those of the jobs that this session may change."""
    return {*job_ids} if is_host() else own(job_ids)


def rename(job_id: str, title: str, kind: str) -> None:
    """Give a job a title."""
    shared_engine().history.rename(job_id, title, kind, who=who())


def pin(job_id: str, pinned: bool, kind: str) -> None:
    """Pin a job to the head of the list, or unpin it."""
    shared_engine().history.pin(job_id, pinned, kind, who=who())


def delete(job_id: str, kind: str, *, now: bool = False) -> None:
    """Delete a job; it can be taken back for a day, unless it is deleted `now`."""
    shared_engine().history.delete(job_id, kind, now=now, who=who())


def restore(job_id: str, kind: str) -> None:
    """Take a deletion back."""
    shared_engine().history.restore(job_id, kind, who=who())


def kept_answers() -> dict[str, dict[int, str]]:
    """Return what this session's reader has answered to lessons, by lesson and place, if they want that kept."""
    return Answers(shared_engine().history.database).latest(who())


def keep_answers(answers: Mapping[str, Mapping[int, str]]) -> None:
    """Keep answers of this session's reader."""
    Answers(shared_engine().history.database).keep(who(), answers)


def forget_answers() -> None:
    """Delete all answers of this session's reader."""
    Answers(shared_engine().history.database).forget(who())
