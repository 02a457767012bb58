"""The view of a page for a class: hidden controls, and a link to it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kdviz.catalog import closest, not_one_of
from kdviz.experiment import Experiment, foremost
from kdviz.i18n import N_, SpokenError, Translator
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import literal

VIEW, LOCK, SCREEN = "view", "lock", "screen"
PROJECTOR = "projector"
# Pixels of a hall's screen: what a browser may say, and what is taken until it says something.
LEAST, MOST = 240, 7680
USUAL_SCREEN = (1024, 768)
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
    known = {*Experiment.model_fields, "scene"}
    st.session_state[LOCK] = tuple(name for name in names if name in known)
    if unknown := [name for name in names if name not in known]:
        if closest(unknown[0], known):
            raise not_one_of("control", unknown[0], known)
        raise ViewError(UNKNOWN, value=", ".join(unknown))


def is_projected() -> bool:
    """Return whether the page is for a hall."""
    return bool(st.session_state.get(VIEW) == PROJECTOR)


def change_view() -> None:
    """Show the page for a hall, or as usual again."""
    st.session_state[VIEW] = None if is_projected() else PROJECTOR


def keep_screen(screen: Any) -> None:
    """Remember a hall's screen: width and height in pixels, as its browser tells."""
    if isinstance(screen, list) and len(screen) == 2 and all(isinstance(side, int) for side in screen):
        st.session_state[SCREEN] = tuple(min(max(side, LEAST), MOST) for side in screen)


def hall_screen() -> tuple[int, int] | None:
    """Return the width and height of the hall's screen, in pixels; None for a page as usual."""
    return st.session_state.get(SCREEN, USUAL_SCREEN) if is_projected() else None


def two_columns(controls: int = 1, results: int = 2) -> Sequence[DeltaGenerator]:
    """Return where controls and results go: columns of these widths, or for a hall a small button over the figure."""
    if not is_projected():
        return st.columns([controls, results], gap="medium")
    _ = session_translator()
    with st.container(key="hall"):
        settings = st.popover(_("Settings"), icon=":material/tune:", key="hall_settings")
    return settings, st.container()


def is_shown(name: str) -> bool:
    """Return whether the control `name` is to be drawn."""
    return name not in st.session_state[LOCK] and (not is_projected() or name in (*foremost("hall"), "scene"))


def link_button(_: Translator, more: str = "") -> None:
    """Offer this page's address with everything that is set on it, also as one for a hall.

    Parameters
    ----------
    more : str
        What can be added to it, unless that is as usual.
    """
    here = urlsplit(st.context.url or "")
    query = st.query_params.to_dict()
    with st.popover(_("Copy link"), icon=":material/link:", key="link"):
        for title, extra in ((_("This page"), {}), (_("This page for a projector"), {VIEW: PROJECTOR})):
            st.caption(literal(title))
            st.code(urlunsplit(here._replace(query=urlencode(query | extra))), language=None, wrap_lines=True)
        st.caption(literal(more or _("Add “&lock=temperature,student” to the link to hide those controls.")))
