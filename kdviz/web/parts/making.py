"""What a worker makes when a reader asks for it: a button, then how far it is, then what was made."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.i18n import Translator
from kdviz.web.parts.news import show_news
from kdviz.web.session.jobs import viewer
from kdviz.web.session.taken import PART, answer, drop, is_made, keep, taken
from kdviz.web.session.trouble import spoken

# Seconds between two looks at a worker.
LOOK = 0.5


@dataclass(frozen=True)
class Making:
    """Something to be made.

    Attributes
    ----------
    asked : hashable
        What it is filed under in the session.
    label, icon : str
        Of the button.
    meanwhile : str
        Said while a worker is at it.
    begin : callable
        Returns a `Future` of what is made, or the id of a job that makes it.
    show : callable
        Draws what was made.
    """

    asked: Hashable
    label: str
    icon: str
    meanwhile: str
    begin: Callable[[], "Future[Any] | str"]
    show: Callable[[Any], None]


def show_making(making: Making, _: Translator) -> None:
    """Offer to begin, then say how far it is, and at last draw what was made."""
    if taken(making.asked) is None:
        # What is chosen now is begun, also where the button was drawn for another choice and pressed meanwhile.
        if st.button(making.label, icon=making.icon, key="take_make"):
            _begin(making)
            # What begins here is drawn by another run of the whole page.
            st.rerun()
    else:
        show_news(partial(_draw, making), lambda: not is_made(making.asked), every=LOOK)


def _draw(making: Making, _: Translator) -> None:
    begun = taken(making.asked)
    if begun is None:
        return
    if is_made(making.asked):
        making.show(answer(begun))
    elif isinstance(begun, Future):
        st.progress(0.0, making.meanwhile)
    else:
        st.progress(shared_engine().progress(begun).share, making.meanwhile)
        st.button(_("Stop"), icon=":material/stop:", key="take_stop", on_click=_stop, args=(making.asked, begun))


@spoken
def _begin(making: Making) -> None:
    keep(making.asked, making.begin())


@spoken
def _stop(asked: Hashable, job_id: str) -> None:
    shared_engine().stop(job_id, viewer(PART))
    drop(asked)
