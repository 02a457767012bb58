"""How a page is shown to a class: larger for a hall, without the controls that a teacher has hidden, as a link."""

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from kdviz.experiment import foremost, knobs
from kdviz.i18n import N_, Translator

VIEW, LOCK = "view", "lock"
PROJECTOR = "projector"
# In a hall nobody reads small type, and nobody needs every knob.
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
LARGER = "<style>html { font-size: 22px; }</style>"
UNKNOWN = N_("lock is {names}: allowed are names of controls such as temperature, with commas between them.")


def read_presentation(_: Translator) -> list[str]:
    """Read ``?view=`` and ``?lock=`` from the URL into the session.

    Returns
    -------
    list of str
        Sentences about what the URL asked for and could not be had.
    """
    st.session_state[VIEW] = PROJECTOR if st.query_params.get(VIEW) == PROJECTOR else None
    asked = [name.strip() for name in st.query_params.get(LOCK, "").split(",") if name.strip()]
    known = {name for name, _knob in knobs()} | {"scene"}
    st.session_state[LOCK] = tuple(name for name in asked if name in known)
    unknown = [name for name in asked if name not in known]
    return [_(UNKNOWN).format(names=", ".join(unknown))] if unknown else []


def presentation_query() -> dict[str, str]:
    """Return what the URL says of the presentation."""
    locked = ",".join(st.session_state.get(LOCK, ()))
    view = st.session_state.get(VIEW)
    return ({VIEW: view} if view else {}) | ({LOCK: locked} if locked else {})


def is_projected() -> bool:
    """Return whether the page is for a hall."""
    return st.session_state.get(VIEW) == PROJECTOR


def is_shown(name: str) -> bool:
    """Return whether the control `name` is to be drawn."""
    return name not in st.session_state.get(LOCK, ()) and (not is_projected() or name in (*foremost("hall"), "scene"))


def set_size() -> None:
    """Enlarge everything where the page is for a hall, and order it for a phone."""
    st.html(NARROW + (LARGER if is_projected() else ""))


def link_button(_: Translator) -> None:
    """Offer this page's address with everything that is set on it, also as one for a hall."""
    here = urlsplit(st.context.url or "")
    query = st.query_params.to_dict()
    with st.popover(_("Copy link"), icon=":material/link:", key="link"):
        for title, extra in ((_("This page"), {}), (_("This page for a projector"), {VIEW: PROJECTOR})):
            st.caption(title)
            st.code(urlunsplit(here._replace(query=urlencode(query | extra))), language=None, wrap_lines=True)
        st.caption(_("“&lock=temperature,student” at its end hides those controls."))
