"""Parts of a page that are folded away, and remembered when they are open."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

import streamlit as st


def keep_opened(opened: str, names: Sequence[str], of: Sequence[str]) -> None:
    """Remember in the session's `opened` that just `names` of the folds `of` are open."""
    others = [name for name in st.session_state[opened] if name not in of]
    st.session_state[opened] = (*others, *names)


def fold(opened: str, name: str, label: str, icon: str | None = None) -> AbstractContextManager[object] | None:
    """Draw a fold of those in `opened`, and return where its content goes; None while it is closed."""
    key = f"fold_{name}"
    if key not in st.session_state:
        st.session_state[key] = name in st.session_state[opened]
    shown = st.expander(label, key=key, icon=icon, on_change="rerun")
    keep_opened(opened, [name] if shown.open else [], [name])
    return shown if shown.open else None
