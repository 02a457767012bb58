"""The students' answers to single images, which follow the temperature and the replay."""

from functools import partial
from typing import Any

import streamlit as st

from kdviz.experiment import knob
from kdviz.figures.style import HEAT
from kdviz.i18n import Translator
from kdviz.results import RunResult
from kdviz.web.components.shared.looks import bar_looks, class_looks, input_words
from kdviz.web.components.shared.modules import component
from kdviz.web.routes.files import path
from kdviz.web.routes.rows import path as row_path
from kdviz.web.session.reader import LOOKED, Picked, take_picked, write_looked

KEY = "knowledge"
HTML = """<div class="knowledge" data-testid="knowledge">
  <div class="knowledge-title"></div>
  <div class="knowledge-trouble" role="status"></div>
  <div class="knowledge-body" hidden>
    <div class="knowledge-gallery"></div>
    <div>
      <canvas class="knowledge-picture" width="272" height="272" role="img"></canvas>
      <div class="knowledge-caption"></div>
      <div class="knowledge-moment" aria-live="polite"></div>
    </div>
    <div class="knowledge-bars"></div>
    <label class="knowledge-controls">
      <span class="knowledge-temperature"></span>
      <input class="knowledge-slider" type="range" min="0" max="300">
      <span class="knowledge-ends"><span></span><span></span></span>
    </label>
    <div class="knowledge-maps" data-testid="maps" hidden></div>
  </div>
</div>"""

_knowledge = component("knowledge", HTML, "shared/pictures.css", "knowledge/knowledge.css")


def knowledge(result: RunResult, picked: Picked, _: Translator) -> None:
    """Draw the students' answers to single images of a finished run; the picked one goes into the URL."""
    words = {
        **input_words(result.experiment.data, _),
        "teacher": _("At T = {t} the teacher gives class {first} {one} % and class {second} {other} %."),
        "fixed": _("Distillation corrects the student in {fixed} of {seeds} seeds."),
        "broken": _("Distillation leads the student astray in {broken} of {seeds} seeds."),
        "same": _("Distillation leaves the student's answer as it was."),
        "temperature": _("Answers at temperature T = {t}"),
        "cold": _("labels (T → 0)"),
        "hot": _("logit matching (T → ∞)"),
        "moment": _("students at step {step}"),
        "ended": _("students after the last step"),
        "maps": _(
            "Where the networks look: attention maps of each block (students of seed {seed}, after the last step)"
        ),
        "block": _("block {number}"),
        "map": _("{who}, attention map of block {number}"),
        "alike": _(
            "The number under a student's map is its cosine with the teacher's map: 1 means that they are the same. "
            "It is the mean over the seeds, with the lowest and the highest. Shades can be compared within a row."
        ),
        "trouble": _("The images that this run kept are missing or damaged. Run the experiment afresh."),
        "offline": _("The server did not answer. Reload the page to try again."),
    }
    data: dict[str, Any] = {
        "run_id": result.run_id,
        "path": path(result.run_id, "course"),
        "temperature": result.experiment.temperature,
        "looked": st.session_state[LOOKED].get(result.run_id, result.experiment.temperature),
        "looks": bar_looks(_),
        "classes": class_looks(result.experiment.data, _),
        "rows": row_path(result.experiment.data),
        # Every image is ambiguous to some degree; the other scores are shares of seeds.
        "sorts": [
            {"name": "ambiguity", "title": _("most ambiguous to the teacher"), "least": -1},
            {"name": "disagreement", "title": _("student disagrees with the teacher"), "least": 0},
            {"name": "fixed", "title": _("fixed by distillation"), "least": 0},
            {"name": "broken", "title": _("broken by distillation"), "least": 0},
        ],
        "heat": HEAT,
        "seed": result.experiment.first_seed,
        "picked": picked,
        "words": words,
    }
    _knowledge(data=data, key=KEY, on_picked_change=partial(take_picked, KEY), on_looked_change=_take_looked)


def _take_looked() -> None:
    looked = st.session_state[KEY].get("looked") or {}
    temperature = looked.get("temperature")
    # What a browser says is not to be trusted.
    if isinstance(temperature, int | float) and knob("temperature").allows(temperature):
        write_looked(temperature, looked.get("run_id"))
