"""The reader's picked image, temperature and logits."""

from collections.abc import Mapping
from typing import TypedDict

import streamlit as st

from kdviz.experiment import read_leniently
from kdviz.results import SCORES
from kdviz.web.session.knobs import taken_instead
from kdviz.web.session.language import session_translator
from kdviz.web.session.runs import KEY as RUN

IMAGE, LOOKED, LOGITS = "image", "look", "logits"
# The temperature lab sorts by class too.
SORTS = (*SCORES, "class")
# What the URL may say of an image: a word and a number.
LONGEST = 16
LONGEST_LOGITS = 8000


class Picked(TypedDict):
    """How the images are sorted, and the sample id of the picked one; None for the first."""

    sort: str
    id: int | None


def text_of_run(values: Mapping[str | None, float | None]) -> str | None:
    """Return the temperature of the answers of the run on show, as the URL has it."""
    value = values.get(st.session_state.get(RUN))
    return None if value is None else f"{value:g}"


def write_looked(temperature: float, run_id: str | None) -> None:
    """Remember the temperature at which the reader looks at a run's answers."""
    st.session_state[LOOKED] = {run_id: temperature}


def asked_look(asked: Mapping[str, str]) -> list[str]:
    """Take a temperature for the answers of the run that is asked for."""
    st.session_state[LOOKED] = {}
    if LOOKED not in asked:
        return []
    looked, wrong = read_leniently({"temperature": asked[LOOKED]})
    write_looked(looked.temperature, st.session_state.get(RUN))
    _ = session_translator()
    return [taken_instead(problem.sentence(_, call=LOOKED), "temperature", looked.temperature) for problem in wrong]


def write_logits(text: str) -> None:
    """Remember the logits that the reader has typed; the browser checks what they are."""
    # A cut list would be other logits.
    st.session_state[LOGITS] = text if len(text) <= LONGEST_LOGITS else ""


def asked_logits(asked: Mapping[str, str]) -> None:
    """Take typed logits."""
    write_logits(asked.get(LOGITS, ""))


def take_picked(figure: str) -> None:
    """Remember the image that the reader has picked in the component under the key `figure`."""
    if picked := st.session_state[figure].get("picked"):
        st.session_state[IMAGE] = picked


def asked_picked(asked: Mapping[str, str]) -> None:
    """Take an image and an order of images; pass over what is neither."""
    sort, image = asked.get("sort", ""), asked.get(IMAGE, "")
    known = image.isdecimal() and len(image) < LONGEST
    picked: Picked = {"sort": sort if sort in SORTS else SORTS[0], "id": int(image) if known else None}
    st.session_state[IMAGE] = picked


def sort_text(picked: Picked) -> str | None:
    """Return the order of images; it matters only with a picked one."""
    return None if picked["id"] is None else picked["sort"]


def image_text(picked: Picked) -> str | None:
    """Return the picked image."""
    return None if picked["id"] is None else str(picked["id"])
