"""The entries of the page Compress in the URL."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from kdviz.catalog import not_one_of
from kdviz.experiment import Pipeline
from kdviz.experiment.compression import USUAL
from kdviz.figures import BYTE_KINDS
from kdviz.web.session.compressions import KEY, PIPELINES, open_compression, set_pipelines
from kdviz.web.session.knobs import are_knobs_asked
from kdviz.web.session.pages import Entry
from kdviz.web.views.compress.state import BYTES, OPENED
from kdviz.web.views.compress.subject import subjects

# Between two pipelines, whose stages have commas between.
BETWEEN = ";"
# The longest text of the pipelines in the URL.
LONGEST = 4000


def _asked_compression(asked: Mapping[str, str]) -> None:
    set_pipelines(USUAL)
    if "compression" in asked:
        open_compression(asked["compression"], knobs_too=not are_knobs_asked())


def _asked_pipelines(asked: Mapping[str, str]) -> None:
    """Take pipelines as they are written in a shell; raises the sentence about the first that is none."""
    texts = [text for text in asked.get("pipelines", "")[:LONGEST].split(BETWEEN) if text.strip()]
    if texts:
        set_pipelines([*dict.fromkeys(Pipeline.read(text).text for text in texts)])


def _asked_bytes(asked: Mapping[str, str]) -> None:
    kind = asked.get("bytes", "packed")
    st.session_state[BYTES] = kind if kind in BYTE_KINDS else "packed"
    if kind not in BYTE_KINDS:
        raise not_one_of("bytes", kind, BYTE_KINDS)


def _asked_open(asked: Mapping[str, str]) -> None:
    names = [name for name in asked.get("open", "").split(",") if name]
    st.session_state[OPENED] = tuple(name for name in subjects() if name in names)
    if unknown := [name for name in names if name not in subjects()]:
        raise not_one_of("open", unknown[0], subjects())


def _open_text(names: Sequence[str]) -> str | None:
    return ",".join(name for name in subjects() if name in names) or None


on_this_page = partial(Entry, pages=("compress",))
# In the order of reading: later entries override earlier ones.
ENTRIES = (
    on_this_page("compression", KEY, _asked_compression),
    on_this_page("pipelines", PIPELINES, _asked_pipelines, BETWEEN.join, default=[*USUAL]),
    on_this_page("bytes", BYTES, _asked_bytes, default="packed"),
    on_this_page("open", OPENED, _asked_open, _open_text, default=()),
)
