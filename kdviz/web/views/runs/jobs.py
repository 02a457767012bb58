"""The table of compressions, each to be opened on its page, named or deleted."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from kdviz.catalog import data_sets
from kdviz.i18n import Translator
from kdviz.results.compression import CompressionRecord
from kdviz.store.names import COMPRESSION
from kdviz.store.records import compression_record
from kdviz.store.tables import JobRow
from kdviz.verdicts.compression import finding
from kdviz.web.parts.deletion import delete_buttons
from kdviz.web.parts.text import STATUS_TITLES, moment_text, settings_text
from kdviz.web.parts.title import title_input
from kdviz.web.session.compressions import show_kept_compression
from kdviz.web.session.literal import cell, literal
from kdviz.web.session.pages import page_of
from kdviz.web.session.whose import listed, mine
from kdviz.web.views.runs import SELECTED

# More than a reader looks through.
MOST = 50
SHORT = 8


def _whole(session: Session, rows: Sequence[JobRow]) -> list[CompressionRecord]:
    return [compression_record(session, row) for row in rows]


def kept_compressions(*, deleted: bool = False) -> list[CompressionRecord]:
    """Return the newest compressions with what they came to, or those that can be taken back."""
    return listed(_whole, COMPRESSION, MOST, deleted=deleted)


def show_compressions(records: Sequence[CompressionRecord], _: Translator) -> None:
    """Draw the table, and what can be done with the ticked one, which the URL names too."""
    ids = [record.compression_id[:SHORT] for record in records]
    places = [place for place, short in enumerate(ids) if short in st.session_state[SELECTED]]
    zone = st.context.timezone or "UTC"
    rows = pd.DataFrame(
        {
            "finding": [_finding(record, _) for record in records],
            "title": [cell(compression_text(record, _)) for record in records],
            "created": pd.to_datetime([record.created_at for record in records], unit="s", utc=True).tz_convert(zone),
            "status": [_(STATUS_TITLES[record.status]) for record in records],
            "pipelines": [len(record.compression.pipelines) for record in records],
            "seeds": [record.compression.experiment.seeds for record in records],
            "id": ids,
        }
    )
    with st.container(key="compressions"):
        chosen = st.dataframe(
            rows,
            hide_index=True,
            on_select="rerun",
            selection_mode="single-row",
            selection_default={"selection": {"rows": places[:1]}},
            key=f"compressions_{hash(tuple(ids))}",
            alt=_("Every compression, one row each"),
            column_config={
                "finding": st.column_config.TextColumn(_("What came out")),
                "title": st.column_config.TextColumn(_("Title, or what was set")),
                "created": st.column_config.DatetimeColumn(_("When"), format="localized"),
                "status": st.column_config.TextColumn(_("Status")),
                "pipelines": st.column_config.NumberColumn(_("Pipelines")),
                "seeds": st.column_config.NumberColumn(_("Seeds")),
                "id": st.column_config.TextColumn(_("Id")),
            },
        )
    selected = [records[place] for place in chosen["selection"]["rows"]]
    st.session_state[SELECTED] = [record.compression_id[:SHORT] for record in selected]
    if selected:
        _show_one(selected[0], _)
    else:
        st.caption(_("Tick a compression to open it."))


def _show_one(record: CompressionRecord, _: Translator) -> None:
    own = bool(mine([record.compression_id]))
    with st.container(border=True):
        st.markdown(literal(_finding(record, _)))
        st.caption(literal("; ".join(record.compression.pipelines)))
        if own:
            title_input(record.compression_id, record.title, COMPRESSION, _)
        with st.container(horizontal=True):
            # The pipelines and knobs are set before the page runs again, since they may be drawn on it.
            show = partial(show_kept_compression, record.compression_id)
            if st.button(_("Show it"), icon=":material/compress:", key="compression_show", on_click=show):
                st.switch_page(page_of("compress").script)
            if own and not record.status.in_flight:
                with st.popover(_("Delete …"), icon=":material/delete:", key="delete"):
                    delete_buttons([record.compression_id], COMPRESSION, _)


def compression_text(record: CompressionRecord, _: Translator) -> str:
    """Name a compression by its title or its settings, and by when it began."""
    return f"{record.title or settings_text(record.compression.experiment, _)} · {moment_text(record.created_at, _)}"


def _finding(record: CompressionRecord, _: Translator) -> str:
    """Say what came of a compression, as its page does; of others, how they stand."""
    known = record.compression.experiment.dataset in data_sets()
    return (finding(record, _) if known else "") or _(STATUS_TITLES[record.status])
