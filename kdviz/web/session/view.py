"""The view of a page for a class: larger type, hidden controls, a link to it."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kdviz.catalog import closest, not_one_of
from kdviz.experiment import foremost, knobs
from kdviz.i18n import N_, SpokenError, Translator
from kdviz.web.session.literal import literal

VIEW, LOCK = "view", "lock"
PROJECTOR = "projector"
# On a phone everything stands in one column: what to press, then what came of it, then the many knobs.
NARROW = """<style>
@media (max-width: 640px) {
  [data-testid=stColumn]:has(.st-key-begin),
  [data-testid=stColumn] :has(.st-key-begin):has(.st-key-knobs) { display: contents; }
  :is(div:has(> .st-key-begin), div:has(> .st-key-knobs), div:has(> .st-key-links)) { width: 100%; flex: 1 1 100%; }
  [data-testid=stColumn]:has(.st-key-results) { order: 1; }
  div:has(> .st-key-knobs), .st-key-knobs { order: 2; }
  div:has(> .st-key-links), .st-key-links { order: 3; }
}
</style>"""
# Streamlit's captions, hints and axes have a contrast of 1.7 to 4 in one theme or both; text needs 4.5.
READABLE = """<style>
[data-testid=stCaptionContainer] { opacity: 0.75; }
[data-testid=stBaseButton-primary] { color: light-dark(#ffffff, #12181c); }
[data-testid=stBaseButton-primary] kbd { opacity: 0.9; }
.js-plotly-plot :is(.xtick text, .ytick text, .xtitle, .ytitle) { fill: currentColor !important; opacity: 0.75; }
</style>"""
# In a hall nobody reads small type, and nobody needs every knob. At 1024 pixels the hint of the key left so little room
# that “Run” stood letter under letter.
LARGER = """<style>
html { font-size: 22px; }
@media (max-width: 1200px) { [data-testid^=stBaseButton] kbd { display: none; } }
</style>"""
UNKNOWN = N_("lock is {value}: allowed are names of controls such as temperature, with commas between them.")


class ViewError(SpokenError):
    """The URL asks for a view that cannot be had."""


def asked_view(asked: Mapping[str, str]) -> None:
    """Show the page as it is asked for: for a hall, or as usual.

    Raises
    ------
    CatalogError
        If there is no such view.
    """
    st.session_state[VIEW] = PROJECTOR if asked.get(VIEW) == PROJECTOR else None
    if asked.get(VIEW, PROJECTOR) != PROJECTOR:
        raise not_one_of(VIEW, asked[VIEW], [PROJECTOR])


def asked_lock(asked: Mapping[str, str]) -> None:
    """Hide the controls that are asked for.

    Raises
    ------
    ViewError
        If there is no control of a name.
    """
    names = [name.strip() for name in asked.get(LOCK, "").split(",") if name.strip()]
    known = {name for name, _knob in knobs()} | {"scene"}
    st.session_state[LOCK] = tuple(name for name in names if name in known)
    if unknown := [name for name in names if name not in known]:
        if closest(unknown[0], known):
            raise not_one_of("control", unknown[0], known)
        raise ViewError(UNKNOWN, value=", ".join(unknown))


def is_projected() -> bool:
    """Return whether the page is for a hall."""
    return bool(st.session_state[VIEW] == PROJECTOR)


def two_columns() -> list[DeltaGenerator]:
    """Return a column for the controls and a wider one for the results."""
    return st.columns([1, 3] if is_projected() else [1, 2], gap="large")


def is_shown(name: str) -> bool:
    """Return whether the control `name` is to be drawn."""
    return name not in st.session_state[LOCK] and (not is_projected() or name in (*foremost("hall"), "scene"))


def set_style() -> None:
    """Make everything readable, larger where the page is for a hall, and order it for a phone."""
    st.html(READABLE + NARROW + (LARGER if is_projected() else ""))


def link_button(_: Translator) -> None:
    """Offer this page's address with everything that is set on it, also as one for a hall."""
    here = urlsplit(st.context.url or "")
    query = st.query_params.to_dict()
    with st.popover(_("Copy link"), icon=":material/link:", key="link"):
        for title, extra in ((_("This page"), {}), (_("This page for a projector"), {VIEW: PROJECTOR})):
            st.caption(literal(title))
            st.code(urlunsplit(here._replace(query=urlencode(query | extra))), language=None, wrap_lines=True)
        st.caption(_("Add “&lock=temperature,student” to the link to hide those controls."))
