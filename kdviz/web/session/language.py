"""The language of a session, in which visitors are not told what only the server's owner may know."""

import logging
from collections.abc import Mapping
from functools import lru_cache

import streamlit as st

from kdviz.catalog import not_one_of
from kdviz.i18n import ENGLISH, LANGUAGES, N_, Translator, choose_language, printable

KEY = "language"
# Blanks for what only the server's owner may know, such as its paths, and what pages say there; its log has the rest.
HIDDEN = {
    "address": N_("an address"),
    "path": N_("of this run"),
    "place": N_("this server's history"),
    "reason": N_("the terminal of kdviz says why"),
}


class PageTranslator(Translator):
    """Translates for visitors."""

    def fill(self, message: str, blanks: Mapping[str, object]) -> str:
        """Return `message` as `Translator.fill` does, with nothing in it that is `HIDDEN`."""
        hidden = {name: self(text) for name, text in HIDDEN.items() if name in blanks}
        if not hidden:
            return super().fill(message, blanks)
        _log(printable(ENGLISH.fill(message, blanks)))
        sentence = super().fill(message, {**blanks, **hidden})
        return sentence[:1].upper() + sentence[1:]


# For files that visitors take along.
IN_ENGLISH = PageTranslator("en")


@lru_cache(maxsize=64)
def _log(sentence: str) -> None:
    # Once: a page says it whenever it is drawn.
    logging.getLogger(__name__).warning("%s", sentence)


def session_translator() -> Translator:
    """Return this session's translator."""
    if KEY not in st.session_state:
        # The first words are needed before anything else of the URL is read.
        asked_language(st.query_params.to_dict())
    return PageTranslator(st.session_state[KEY])


def asked_language(asked: Mapping[str, str]) -> list[str]:
    """Take the menu's language, else that which is asked for, else the browser's; say so where there is none such."""
    if KEY not in st.session_state:
        st.session_state[KEY] = choose_language(asked.get("lang"), st.context.locale)
    wish = asked.get("lang", "en")
    unknown = choose_language(wish) == "en" and not wish.lower().startswith("en")
    return [not_one_of("lang", wish, LANGUAGES).sentence(PageTranslator(st.session_state[KEY]))] if unknown else []


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
