"""What the lab adds to the URL: which of its subjects are unfolded."""

from collections.abc import Mapping, Sequence

import streamlit as st

from kdviz.catalog import not_one_of
from kdviz.dialects import DIALECTS
from kdviz.experiment import foremost
from kdviz.web.components.lab.lab import SUBJECTS
from kdviz.web.session.pages import Entry

OPENED = "opened"
OPTIMIZERS, WORDS = "optimizers", "words"
FOLDS = (*SUBJECTS, OPTIMIZERS, WORDS, *DIALECTS)


def asked_open(asked: Mapping[str, str]) -> None:
    """Unfold what a link names, and the loss for a link that sets one of its knobs.

    Raises
    ------
    CatalogError
        If there is no such subject.
    """
    names = [name for name in asked.get("open", "").split(",") if name]
    if ({*foremost("lab")} - {"temperature"}) & {*st.query_params}:
        names.append("loss")
    if any(name in DIALECTS for name in names):
        names.append(WORDS)
    st.session_state[OPENED] = tuple(name for name in FOLDS if name in names)
    if unknown := [name for name in names if name not in FOLDS]:
        raise not_one_of("open", unknown[0], FOLDS)


def open_text(names: Sequence[str]) -> str | None:
    """Return what the URL says: nothing of dialects in a fold that is closed."""
    return ",".join(name for name in FOLDS if name in names and (WORDS in names or name not in DIALECTS)) or None


ENTRIES = (Entry("open", OPENED, asked_open, open_text, default=(), pages=("lab",)),)
