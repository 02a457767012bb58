"""Earlier maps, to be opened, named or deleted."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from kdviz.catalog import data_sets
from kdviz.experiment import knob
from kdviz.i18n import Translator
from kdviz.results.record import SweepRecord
from kdviz.store.history import WHOLE_ID
from kdviz.store.names import SWEEP
from kdviz.store.records import listed_sweeps
from kdviz.web.parts.deletion import delete_buttons, show_deleted, show_undo
from kdviz.web.parts.text import STATUS_TITLES, moment_text, settings_text
from kdviz.web.parts.title import title_input
from kdviz.web.session.sweeps import KEY, open_sweep
from kdviz.web.session.trouble import spoken
from kdviz.web.session.whose import listed, mine
from kdviz.web.views.landscapes.state import take_sweep

LIST, OPENED = "earlier_sweeps", "earlier_sweep_opened"
# More than a reader looks through.
MOST = 50


def show_earlier(_: Translator) -> None:
    """Draw the list of sweeps, the newest first, and what can be done with the one on show."""
    show_undo(_)
    records = listed(listed_sweeps, SWEEP, MOST)
    if records:
        _show_list(records, _)
    gone = listed(listed_sweeps, SWEEP, MOST, deleted=True)
    show_deleted({record.sweep_id: sweep_text(record, _) for record in gone}, SWEEP, _)


def _show_list(records: Sequence[SweepRecord], _: Translator) -> None:
    by_id = {record.sweep_id: record for record in records}
    texts = {sweep_id: sweep_text(record, _) for sweep_id, record in by_id.items()}
    count = Counter(texts.values())
    # The browser answers with the text of a choice: of two maps with one text it would always open the first.
    names = {sweep_id: text if count[text] == 1 else f"{text} · {sweep_id[:8]}" for sweep_id, text in texts.items()}
    current = st.session_state.get(KEY)
    st.session_state[LIST] = current if current in by_id else None
    st.selectbox(
        _("Earlier maps"),
        list(by_id),
        key=LIST,
        index=None,
        placeholder=_("Open one again"),
        format_func=lambda sweep_id: names.get(sweep_id, sweep_id[:8]),
        on_change=_open,
    )
    if st.session_state.pop(OPENED, False):
        st.rerun()
    if current in by_id and not by_id[current].status.in_flight and mine([current]):
        with st.popover(_("Name or delete this map"), icon=":material/edit:", type="tertiary", key="sweep_edit"):
            title_input(current, by_id[current].title, SWEEP, _)
            delete_buttons([current], SWEEP, _)


def sweep_text(record: SweepRecord, _: Translator) -> str:
    """Name a sweep by its title, or by its axes and what its cells share."""
    # A map outlives a data set that was added for it.
    data = data_sets().get(record.sweep.base.dataset)
    axes = " × ".join(_(knob(axis.name, data).label) for axis in record.sweep.axes)
    settings = record.title or f"{axes} · {settings_text(record.sweep.base, _)}"
    status = _(STATUS_TITLES[record.status])
    return f"{settings} · {moment_text(record.created_at, _)} · {status}"


@spoken
def _open() -> None:
    """Open the chosen sweep, and draw the whole page anew."""
    # Where a map has just ended, the browser may still answer with the words that it had before.
    if WHOLE_ID.fullmatch(chosen := st.session_state[LIST] or ""):
        take_sweep(open_sweep(chosen))
        st.session_state[OPENED] = True
