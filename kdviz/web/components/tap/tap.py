"""Digits to pick one from, of which nothing else is told; or a single one to look at."""

from collections.abc import Callable, Sequence

import streamlit as st

from kdviz.i18n import Translator
from kdviz.store.recordings import RECORDED, recording
from kdviz.web.components.doubt.doubt import doubted
from kdviz.web.components.shared.modules import component

HTML = """<div class="tap" role="radiogroup" data-testid="tap"></div>"""

_tap = component("tap", HTML, "tap/tap.css")


def tap(
    key: str, labels: Sequence[int], picked: int | None, take: Callable[[int], None] | None, words: str, _: Translator
) -> None:
    """Draw of each of some digits the one that the teacher doubts most; `words` say what is asked.

    Parameters
    ----------
    picked : int, optional
        The label of the one that was picked before.
    take : callable, optional
        Called with the label of what the reader picks; without it nothing can be picked.
    """
    digits = {digit.label: digit for digit in doubted()}
    data = {
        "pictures": [{"label": label, "pixels": digits[label].pixels} for label in labels],
        "shape": recording(RECORDED).experiment.data.shape,
        "picked": picked,
        "words": {"ask": words, "picture": _("a handwritten digit, picture {number}")},
        "pickable": take is not None,
    }

    def heard() -> None:
        label = st.session_state[key].get("picked")
        if take is not None and label in labels:
            take(label)

    _tap(data=data, key=key, on_picked_change=heard)
