"""Which language a session reads."""

import streamlit as st

from kdviz.i18n import LANGUAGES, Translator, choose_language

KEY, KEPT = "language", "language_kept"


def session_translator() -> Translator:
    """Return this session's translator: the menu's language, else ``?lang=``, else the browser's."""
    if KEY not in st.session_state:
        # Streamlit forgets the menu where one page opens another.
        kept = st.session_state.get(KEPT)
        st.session_state[KEY] = kept or choose_language(st.query_params.get("lang"), st.context.locale)
    st.session_state[KEPT] = st.session_state[KEY]
    return Translator(st.session_state[KEY])


def language_menu() -> None:
    """Draw the menu; languages are named in themselves."""
    st.segmented_control(
        "Language / 语言",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=KEY,
        required=True,
        label_visibility="collapsed",
    )
