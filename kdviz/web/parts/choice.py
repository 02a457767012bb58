"""A select box whose words may change with the language, the data set or the results."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from kdviz.i18n import Translator


def choice(label: str, options: Sequence[Any], *, key: str, **more: Any) -> Any:
    """Draw a select box whose choice stays over page switches and changes of its words; parameters as of Streamlit."""
    hold_choice(key)
    return st.selectbox(label, options, key=key, persist_state="session", **more)


def ready_made(
    key: str, label: str, placeholder: str, titles: Mapping[str, str], take: Callable[[str], object], _: Translator
) -> str | None:
    """Draw a choice of what is ready-made, by name with marked `titles`; what the reader chooses is taken at once."""

    def took() -> None:
        if (name := st.session_state[key]) is not None:
            take(name)

    words = {name: _(title) for name, title in titles.items()}
    chosen: str | None = choice(
        label, list(words), key=key, index=None, placeholder=placeholder, format_func=words.get, on_change=took
    )
    return chosen


def hold_choice(key: str) -> None:
    """Tell the browser the choice of the widget that is drawn next.

    The browser answers with the words of a choice. Where they have changed, they name nothing, and without this the
    widget falls back to its first choice at the reader's next move.
    """
    st.session_state[key] = st.session_state.get(key)
