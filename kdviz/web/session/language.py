"""The language of a session."""

from collections.abc import Mapping

import streamlit as st

from kdviz.catalog import not_one_of
from kdviz.i18n import LANGUAGES, Translator, choose_language

KEY = "language"


def session_translator() -> Translator:
    """Return this session's translator."""
    if KEY not in st.session_state:
        # The first words are needed before anything else of the URL is read.
        asked_language(st.query_params.to_dict())
    return Translator(st.session_state[KEY])


def asked_language(asked: Mapping[str, str]) -> list[str]:
    """Take the menu's language, else that which is asked for, else the browser's; say so where there is none such."""
    if KEY not in st.session_state:
        st.session_state[KEY] = choose_language(asked.get("lang"), st.context.locale)
    wish = asked.get("lang", "en")
    unknown = choose_language(wish) == "en" and not wish.lower().startswith("en")
    return [not_one_of("lang", wish, LANGUAGES).sentence(Translator(st.session_state[KEY]))] if unknown else []


def language_menu() -> None:
    """Draw the menu; languages are named in themselves."""
    st.segmented_control(
        "Language / 语言",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=KEY,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
