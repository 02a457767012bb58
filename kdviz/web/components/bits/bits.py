"""The slider of bits: weights on ever coarser grids, and the test images whose answer flips."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from kdviz.catalog import DatasetCard
from kdviz.i18n import Translator
from kdviz.web.components.shared.looks import class_looks, input_words
from kdviz.web.components.shared.modules import component
from kdviz.web.routes.files import path

KEY, BITS, STUDENT = "bits", "bits_looked", "bits_student"
FIRST, ALLOWED = 4, range(2, 9)
HTML = """<div class="bits" data-testid="bits">
  <div class="bits-trouble" role="status"></div>
  <div class="bits-body" hidden>
    <div class="bits-layers"></div>
    <div class="bits-top">
      <div class="bits-reading"><output class="bits-number"></output><span class="bits-told" role="status"></span></div>
      <input class="bits-slider" type="range" min="0" max="6" step="1">
      <div class="bits-ends"><span class="bits-fine"></span><span class="bits-coarse"></span></div>
    </div>
    <div class="bits-flipped"></div>
    <div class="bits-flips" role="group" tabindex="0"></div>
    <div class="bits-pick"><span class="bits-whose"></span><select class="bits-student"></select></div>
    <div class="bits-note"></div>
  </div>
</div>"""

_bits = component("bits", HTML, "shared/pictures.css", "bits/bits.css")


@dataclass(frozen=True)
class KeptStudent:
    """A student whose weights are kept, and how it is called and drawn; `name` is what its weights' begin with."""

    name: str
    title: str
    color: str


def bits(
    compression_id: str, made: float | None, students: Sequence[KeptStudent], data: DatasetCard, _: Translator
) -> None:
    """Draw what rounding does to the first seed's students, one at a time, at the session's `BITS`."""
    words = {
        "trouble": _("What this compression kept is missing or damaged: compress afresh."),
        "offline": _("The server did not answer. Reload the page to try again."),
        "bits": _("Bits a weight"),
        "number": _("{bits} bits"),
        "fine": _("8 bits: 255 values"),
        "coarse": _("2 bits: 3 values"),
        "told": _("{flips} of {count} answers flip. Right before {before} %, now {after} %."),
        "student": _("Whose weights"),
        "layer": _("Layer {layer}: {size}"),
        "grid": _("{values} values to choose from"),
        "flipped": _("Answers that flip: {broken} turn wrong, {fixed} turn right, {other} stay wrong."),
        "none": _("No answer flips."),
        "flip": _("{thing}: from {before} to {after}").replace("{thing}", input_words(data, _)["thumb"]),
        "more": _("and {count} more"),
        "note": _("One student, of the first seed, on the test set. Weights are rounded here as “quantize” does it."),
    }
    told: dict[str, Any] = {
        "run_id": compression_id,
        "paths": {name: path(compression_id, name, made) for name in ("arrays", "students")},
        "students": [asdict(student) for student in students],
        "looked": {"bits": st.session_state[BITS], "student": st.session_state.get(STUDENT, "")},
        "classes": class_looks(data, _),
        "words": words,
    }
    _bits(data=told, key=KEY, on_looked_change=_take_looked)


def _take_looked() -> None:
    looked = st.session_state[KEY].get("looked") or {}
    # What a browser says is not to be trusted.
    if looked.get("bits") in ALLOWED:
        st.session_state[BITS], st.session_state[STUDENT] = looked["bits"], str(looked.get("student", ""))
