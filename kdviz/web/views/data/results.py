"""What the page Data shows of a data set, or of a file before it becomes one."""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from kdviz import figures
from kdviz.catalog import DatasetCard, data_set
from kdviz.i18n import N_, SpokenError, Translator
from kdviz.results.data import DataDescription, Wishes
from kdviz.store import own as store
from kdviz.store.own import LONGEST_TITLE
from kdviz.verdicts.data import assumed, parts, remarks, summary
from kdviz.web.components.samples.samples import samples
from kdviz.web.components.upload.upload import Sent
from kdviz.web.parts.cards import CHART, card_title, fitting
from kdviz.web.parts.choice import choice
from kdviz.web.session import own
from kdviz.web.session.literal import cell, literal
from kdviz.web.session.trouble import errors_shown
from kdviz.web.views.data.controls import shown_data, train_on
from kdviz.web.views.data.state import ADDED, COLUMNS, FIELDS, FOUND, SENT, TITLE, WISHES

OPTIONS: dict[str, tuple[Any, ...]] = {
    "separator": ("comma", "semicolon", "tab", "bar", "space"),
    "encoding": ("utf-8", "utf-16", "gb18030", "latin-1"),
    "decimal": (".", ","),
    "header": (True, False),
    "index": (True, False),
    "side": (8, 12, 16, 20, 24, 28, 32),
    "color": (True, False),
}
TITLES = {
    "separator": N_("Between cells"),
    "encoding": N_("Encoding"),
    "decimal": N_("Mark of decimals"),
    "header": N_("The first row names the columns"),
    "index": N_("The first column only numbers the rows"),
    "side": N_("Pixels a side"),
    "color": N_("In color"),
}
# Of these there are more than are worth a list; what is typed is checked when the file is read.
TYPED = ("separator", "encoding")
OF_COLUMNS = {
    "without": N_("Columns to leave out"),
    "number": N_("Columns to read as numbers"),
    "category": N_("Columns to read as categories"),
}


def show_data(_: Translator) -> None:
    """Draw the data set on show: its classes as bars, and what is to be said of it."""
    name = shown_data()
    card = data_set(name)
    known = store.known(name)
    told = known.description if known else None
    with st.container(border=True):
        _show_classes(card, told, _)
    if told is not None:
        _show_told(told, _)
        return
    with st.container(key="data_rules"):
        for rule in card.rules:
            st.markdown(f"- {literal(_(rule))}")
    with st.container(border=True):
        samples(card, _)


def show_draft(_: Translator) -> None:
    """Draw what was found in the file that was sent, with what can be said otherwise, and the button that adds it."""
    sent = st.session_state[SENT]
    path = own.sent(sent.token)
    if path is None:
        st.error(_("The file is not here any more: choose it again."))
        return
    wishes: Wishes = st.session_state[WISHES]
    with st.spinner(_("Reading the file …")):
        found = _found(path, sent, wishes)
    if isinstance(found, DataDescription):
        with st.container(border=True):
            card_title(summary(found, _))
            _draw_counts(found.classes, found.counts, found.is_pictures, _, low=True)
        with st.container(horizontal=True, vertical_alignment="bottom", key="add"):
            st.text_input(_("Name"), key=TITLE, max_chars=LONGEST_TITLE)
            if st.button(_("Add, and train on it"), type="primary", key="add_data"):
                with errors_shown(_):
                    data = own.keep(path, sent.name, wishes, st.session_state[TITLE])
                    del st.session_state[SENT]
                    st.session_state[ADDED] = data.name
                    train_on(data.name)
    else:
        st.error(literal(found.sentence(_)))
    _show_wishes(wishes, found if isinstance(found, DataDescription) else None, _)
    if isinstance(found, DataDescription):
        _show_told(found, _)


def _found(path: Path, sent: Sent, wishes: Wishes) -> DataDescription | SpokenError:
    """Return what a worker finds in a file, or its sentence; asked once for each file and wishes."""
    found: DataDescription | SpokenError
    of, found = st.session_state.get(FOUND, (None, None))
    if of != (sent, wishes):
        try:
            found = own.look(path, sent.name, wishes)
        except SpokenError as error:
            found = error
        st.session_state[FOUND] = ((sent, wishes), found)
    return found


def _show_classes(card: DatasetCard, told: DataDescription | None, _: Translator) -> None:
    if told is None:
        card_title(_(card.title))
        st.markdown(literal(_(card.summary)))
        _draw_counts(card.all_called(_), card.train_per_class, card.is_image, _)
        return
    card_title(f"{own.called(card.name)}: {summary(told, _)}")
    _draw_counts(told.classes, told.counts, told.is_pictures, _)


def _draw_counts(
    names: Sequence[str], counts: Sequence[int], of_pictures: bool, _: Translator, *, low: bool = False
) -> None:
    unit = _("Pictures") if of_pictures else _("Rows")
    figure = figures.class_counts(names, counts, unit, _, low=low)
    st.plotly_chart(fitting(figure), **CHART, key="counts", alt=_("How many rows or pictures each class has."))


def _show_wishes(wishes: Wishes, found: DataDescription | None, _: Translator) -> None:
    """Draw what can be said of a file otherwise than it was read, also where it was refused for what was said."""
    if found is not None:
        st.session_state[COLUMNS] = [each.name for each in found.columns]
    columns: list[str] = st.session_state.get(COLUMNS, [])
    said: dict[str, Any] = {}
    if columns:
        label = next((each.name for each in found.columns if each.use == "label"), None) if found else wishes.label
        st.session_state.setdefault(FIELDS["label"], label)
        chosen = choice(_("Column of the labels"), columns, key=FIELDS["label"])
        # What was guessed is no wish of the reader's.
        said["label"] = wishes.label if chosen == label else chosen
    words = {None: _("found out"), True: _("yes"), False: _("no")}
    with st.expander(_("How the file was read"), key="data_read", expanded=found is None):
        for sentence in assumed(found, _) if found else []:
            st.markdown(literal(sentence))
        for wish, options in OPTIONS.items():
            said[wish] = choice(
                _(TITLES[wish]),
                [None, *options],
                key=FIELDS[wish],
                format_func=lambda value: words.get(value, str(value)),
                # What Streamlit says of an empty field is English.
                placeholder=_("found out, or type one") if wish in TYPED else words[None],
                accept_new_options=wish in TYPED,
            )
        others = [name for name in columns if name != st.session_state.get(FIELDS["label"])]
        for wish, title in OF_COLUMNS.items():
            st.session_state.setdefault(FIELDS[wish], [])
            # Of a file that was refused at once the columns are not known: their names are typed.
            chosen = st.multiselect(_(title), others, key=FIELDS[wish], placeholder=_("none"), accept_new_options=True)
            said[wish] = tuple(chosen)
    changed = wishes.model_copy(update=said)
    if changed != wishes:
        st.session_state[WISHES] = changed
        st.rerun()


def _show_told(told: DataDescription, _: Translator) -> None:
    with st.container(key="data_remarks"):
        for sentence in remarks(told, _):
            st.markdown(f"- {literal(sentence)}")
        st.caption(literal(parts(told, _)))
    if told.head:
        names = [each.name for each in told.columns]
        frame = pd.DataFrame([[cell(value) for value in row] for row in told.head], columns=names)
        with st.container(key="data_head"):
            st.dataframe(frame, hide_index=True, width="stretch")
    elif told.sheet:
        st.image(base64.b64decode(told.sheet), caption=_("The first pictures of each class, a row each."))
