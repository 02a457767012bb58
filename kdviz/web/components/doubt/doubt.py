"""Real digits and what a teacher answers: its likeliest classes, softened. Nothing in it comes from a student."""

from functools import cache
from typing import Any

import numpy as np
from safetensors.numpy import load

from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.store.recordings import RECORDED, recorded_file, recording
from kdviz.web.components.shared.modules import component

KEY = "doubt"
# Which digit is shown first: of nines the most ambiguous looks to the teacher most like a five.
FIRST = 9
ANSWERS = 4
HTML = """<div class="doubt" data-testid="doubt">
  <div class="doubt-strip" role="radiogroup"></div>
  <div class="doubt-told" aria-live="polite"></div>
  <div class="doubt-body">
    <canvas class="doubt-picture" width="320" height="320" role="img"></canvas>
    <div class="doubt-answers"></div>
  </div>
</div>"""

_doubt = component("doubt", HTML, "doubt/doubt.css")


def doubt(_: Translator) -> None:
    """Draw the digit of each class that the shipped teacher doubts most; the reader looks at one after the other."""
    experiment = recording(RECORDED).experiment
    words = {
        "strip": _("Digits that the teacher doubts"),
        "told": _("The label says {label}. A big network answers: mostly {first}, some {second}, a bit of {third}."),
        "picture": _("a handwritten {label}"),
        "heat": _("softened at T = {t}").format(t=f"{experiment.temperature:g}"),
    }
    shape, color = experiment.data.shape, LOOKS["teacher"].color
    _doubt(data={"pictures": _pictures(), "shape": shape, "first": FIRST, "color": color, "words": words}, key=KEY)


@cache
def _pictures() -> list[dict[str, Any]]:
    """Return a picture of each class, and the teacher's answer at the temperature of the recorded training."""
    kept = load(recorded_file(RECORDED, "arrays"))
    logits = kept["validation_teacher_logits"].astype(np.float64) / recording(RECORDED).experiment.temperature
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    doubts, labels = -(shares * np.log(shares)).sum(axis=-1), kept["validation_labels"]
    pictures = []
    for label in range(shares.shape[-1]):
        place = int(np.where(labels == label, doubts, -1.0).argmax())
        likeliest = np.argsort(-shares[place])[:ANSWERS]
        answers = [{"name": str(each), "share": round(float(shares[place, each]), 4)} for each in likeliest]
        pixels = kept["validation_inputs"][place].ravel().round(4).tolist()
        pictures.append({"label": label, "pixels": pixels, "answers": answers})
    return pictures
