"""The entries of the page Compress in the URL."""

import math
from collections.abc import Mapping
from functools import partial

import streamlit as st

from kdviz.catalog import COMPRESSION_SCENES, not_one_of, plain
from kdviz.catalog.limits import LIMITS
from kdviz.catalog.stage import LONGEST as LONGEST_STAGE
from kdviz.experiment import CompressionError, Pipeline
from kdviz.experiment.compression import USUAL
from kdviz.experiment.pipeline import MOST_STAGES
from kdviz.figures import BYTE_KINDS
from kdviz.i18n import N_
from kdviz.web.components.bits.bits import ALLOWED, BITS, FIRST
from kdviz.web.session.compressions import KEY, PIPELINES, open_compression, set_pipelines
from kdviz.web.session.knobs import are_knobs_asked
from kdviz.web.session.pages import Entry
from kdviz.web.views.compress.state import AT_FIRST, BYTES, CONTROLS, LIMIT_KEYS, OPENED
from kdviz.web.views.compress.subject import SUBJECTS

# Between two pipelines, whose stages have commas between.
BETWEEN = ";"
NO = "no"
LIMIT = N_("{name} is {value}: allowed is a number from zero, or no.")
# The pages themselves write no longer ones: as many pipelines, stages and characters as are allowed.
LONGEST = LIMITS.compression_pipelines * MOST_STAGES * (LONGEST_STAGE + 1)
TOO_LONG = N_("The pipelines have {count} characters: allowed are at most {limit}.")


def _asked_compression(asked: Mapping[str, str]) -> None:
    scene = COMPRESSION_SCENES.get(st.query_params.get("scene", ""))
    # What was opened elsewhere has brought its own.
    if scene or PIPELINES not in st.session_state:
        set_pipelines(scene.pipelines if scene else USUAL)
    if "compression" in asked:
        open_compression(asked["compression"], knobs_too=not are_knobs_asked())


def _asked_pipelines(asked: Mapping[str, str]) -> None:
    """Take pipelines as they are written in a shell; raises the sentence about the first that is none."""
    asked_for = asked.get("pipelines", "")
    if len(asked_for) > LONGEST:
        raise CompressionError(TOO_LONG, count=len(asked_for), limit=LONGEST)
    texts = [text for text in asked_for.split(BETWEEN) if text.strip()]
    if texts:
        set_pipelines([*dict.fromkeys(Pipeline.read(text).text for text in texts)])


def _asked_bytes(asked: Mapping[str, str]) -> None:
    kind = asked.get("bytes", "packed")
    st.session_state[BYTES] = kind if kind in BYTE_KINDS else "packed"
    if kind not in BYTE_KINDS:
        raise not_one_of("bytes", kind, BYTE_KINDS)


def _asked_controls(asked: Mapping[str, str]) -> None:
    st.session_state[CONTROLS] = asked.get("controls") != NO


def _asked_limits(asked: Mapping[str, str]) -> None:
    """Take the limits of the budget; raises the sentence about the first that is none."""
    wrong = []
    for name, key in LIMIT_KEYS.items():
        text = asked.get(name)
        st.session_state[key] = limit = AT_FIRST[name] if text is None else _limit(text)
        if limit is None and text != NO:
            wrong.append((name, text))
    for name, text in wrong:
        raise CompressionError(LIMIT, name=name, value=text or "“”")


def _limit(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < math.inf else None


def _limit_text(limit: float | None) -> str:
    return NO if limit is None else plain(limit)


def _asked_bits(asked: Mapping[str, str]) -> None:
    bits = asked.get("bits", str(FIRST))
    allowed = [str(each) for each in ALLOWED]
    st.session_state[BITS] = int(bits) if bits in allowed else FIRST
    if bits not in allowed:
        raise not_one_of("bits", bits, allowed)


on_this_page = partial(Entry, pages=("compress",))
# In the order of reading: later entries override earlier ones.
ENTRIES = (
    on_this_page("compression", KEY, _asked_compression),
    on_this_page("pipelines", PIPELINES, _asked_pipelines, BETWEEN.join, default=[*USUAL]),
    on_this_page("bytes", BYTES, _asked_bytes, default="packed"),
    on_this_page("controls", CONTROLS, _asked_controls, lambda _shown: NO, default=True),
    *(on_this_page(name, key, _asked_limits, _limit_text, default=AT_FIRST[name]) for name, key in LIMIT_KEYS.items()),
    on_this_page("bits", BITS, _asked_bits, str, default=FIRST),
    on_this_page("open", OPENED, SUBJECTS.asked, SUBJECTS.text, default=()),
)
