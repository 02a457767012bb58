"""The tables of compressions, searches and attacks, each row to be opened on its page, named or deleted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from kdviz.catalog import data_sets
from kdviz.experiment import Experiment
from kdviz.i18n import N_, Translator
from kdviz.store.names import ATTACK, COMPRESSION, SEARCH
from kdviz.store.records import attack_record, compression_record, search_record
from kdviz.store.tables import JobRow
from kdviz.verdicts.attack import STUDY_TITLES, attack_headline
from kdviz.verdicts.compression import finding
from kdviz.verdicts.search import goal_text, judgement_told
from kdviz.web.parts.deletion import delete_buttons
from kdviz.web.parts.rows import picked_rows
from kdviz.web.parts.text import STATUS_TITLES, moment_text, settings_text
from kdviz.web.parts.title import title_input
from kdviz.web.session.attacks import show_kept_attack
from kdviz.web.session.compressions import show_kept_compression
from kdviz.web.session.literal import cell, literal
from kdviz.web.session.pages import page_of
from kdviz.web.session.searches import show_kept_search
from kdviz.web.session.whose import listed, mine
from kdviz.web.views.runs import SELECTED

# More than a reader looks through.
MOST = 50
SHORT = 8


@dataclass(frozen=True)
class Listing:
    """How jobs of one kind are listed.

    Attributes
    ----------
    kind : str
        The name of their kind in the store.
    title, alt : str
        Marked messages: what they are called, and the table for those who cannot see it.
    page : str
        Where one is shown.
    read : callable
        A row of the store to its record.
    job_id, experiment : callable
        A record to its id, and to the experiment in its request.
    asked, came_out : callable
        A record to what was asked, and to what came of it, in words; the latter empty where nothing has yet.
    show : callable
        Makes the job with an id the session's.
    """

    kind: str
    title: str
    alt: str
    page: str
    read: Callable[[Session, JobRow], Any]
    job_id: Callable[[Any], str]
    experiment: Callable[[Any], Experiment]
    asked: Callable[[Any, Translator], str]
    came_out: Callable[[Any, Translator], str]
    show: Callable[[str], None]

    def is_offered(self) -> bool:
        """Return whether there are any, or some that can be taken back; none is read for that."""
        return any(listed(_count, self.kind, 1, deleted=deleted) for deleted in (False, True))

    def records(self, *, deleted: bool = False) -> list[Any]:
        """Return the newest with what they came to, or those that can be taken back."""
        return listed(self._whole, self.kind, MOST, deleted=deleted)

    def _whole(self, session: Session, rows: Sequence[JobRow]) -> list[Any]:
        return [self.read(session, row) for row in rows]

    def name(self, record: Any, _: Translator) -> str:
        """Name a job by its title or its settings, and by when it began."""
        return f"{record.title or settings_text(self.experiment(record), _)} · {moment_text(record.created_at, _)}"

    def finding(self, record: Any, _: Translator) -> str:
        """Say what came of a job, as its page does; of others, how they stand."""
        known = self.experiment(record).dataset in data_sets()
        return (self.came_out(record, _) if known else "") or _(STATUS_TITLES[record.status])


def _count(_session: Session, rows: Sequence[JobRow]) -> int:
    return len(rows)


LISTINGS = {
    listing.kind: listing
    for listing in (
        Listing(
            kind=COMPRESSION,
            title=N_("Compressions"),
            alt=N_("Every compression, one row each"),
            page="compress",
            read=compression_record,
            job_id=lambda record: record.compression_id,
            experiment=lambda record: record.compression.experiment,
            asked=lambda record, _: "; ".join(record.compression.pipelines),
            came_out=finding,
            show=show_kept_compression,
        ),
        Listing(
            kind=SEARCH,
            title=N_("Searches"),
            alt=N_("Every search, one row each"),
            page="tune",
            read=search_record,
            job_id=lambda record: record.search_id,
            experiment=lambda record: record.search.experiment,
            asked=lambda record, _: "; ".join(
                [goal_text(record.search, _), *(f"{vary.name}={vary.text}" for vary in record.search.vary)]
            ),
            came_out=lambda record, _: judgement_told(record, _) if record.result else "",
            show=show_kept_search,
        ),
        Listing(
            kind=ATTACK,
            title=N_("Attacks"),
            alt=N_("Every attack, one row each"),
            page="attack",
            read=attack_record,
            job_id=lambda record: record.attack_id,
            experiment=lambda record: record.attack.experiment,
            asked=lambda record, _: _(STUDY_TITLES[record.attack.study]),
            came_out=attack_headline,
            show=show_kept_attack,
        ),
    )
}


def show_jobs(listing: Listing, records: Sequence[Any], _: Translator) -> None:
    """Draw the table, and what can be done with the ticked one, which the URL names too."""
    ids = [listing.job_id(record)[:SHORT] for record in records]
    places = [place for place, short in enumerate(ids) if short in st.session_state[SELECTED]]
    zone = st.context.timezone or "UTC"
    rows = pd.DataFrame(
        {
            "finding": [listing.finding(record, _) for record in records],
            "title": [cell(listing.name(record, _)) for record in records],
            "created": pd.to_datetime([record.created_at for record in records], unit="s", utc=True).tz_convert(zone),
            "status": [_(STATUS_TITLES[record.status]) for record in records],
            "asked": [cell(listing.asked(record, _)) for record in records],
            "seeds": [listing.experiment(record).seeds for record in records],
            "id": ids,
        }
    )
    with st.container(key="jobs"):
        chosen = picked_rows(
            rows,
            f"jobs_{listing.kind}_{hash(tuple(ids))}",
            places,
            many=False,
            alt=_(listing.alt),
            column_config={
                "finding": st.column_config.TextColumn(_("What came out")),
                "title": st.column_config.TextColumn(_("Title, or what was set")),
                "created": st.column_config.DatetimeColumn(_("When"), format="localized"),
                "status": st.column_config.TextColumn(_("Status")),
                "asked": st.column_config.TextColumn(_("What was asked")),
                "seeds": st.column_config.NumberColumn(_("Seeds")),
                "id": st.column_config.TextColumn(_("Id")),
            },
        )
    selected = [records[place] for place in chosen]
    st.session_state[SELECTED] = [listing.job_id(record)[:SHORT] for record in selected]
    if selected:
        _show_one(listing, selected[0], _)
    else:
        st.caption(_("Tick a row to open it."))


def _show_one(listing: Listing, record: Any, _: Translator) -> None:
    job_id = listing.job_id(record)
    own = bool(mine([job_id]))
    with st.container(border=True):
        st.markdown(literal(listing.finding(record, _)))
        st.caption(literal(listing.asked(record, _)))
        if own:
            title_input(job_id, record.title, listing.kind, _)
        page = page_of(listing.page)
        with st.container(horizontal=True):
            # What is set on its page is set before that runs again.
            show = partial(listing.show, job_id)
            if st.button(_("Show it"), icon=page.icon, key=f"job_show_{job_id}", on_click=show):
                st.switch_page(page.script)
            if own and not record.status.in_flight:
                with st.popover(_("Delete …"), icon=":material/delete:", key="delete"):
                    delete_buttons([job_id], listing.kind, _)
