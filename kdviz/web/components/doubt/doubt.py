"""Real digits and what a teacher answers: its likeliest classes, softened. Nothing in it comes from a student."""

import math
from collections.abc import Collection, Sequence
from functools import cache
from html import escape
from typing import NamedTuple
from urllib.parse import quote

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


class Doubted(NamedTuple):
    """A digit, its pixels row by row (1 is ink), and how sure the teacher is of each class, softened.

    `logits` are what these shares come from, and `id` is the sample's.
    """

    label: int
    pixels: list[float]
    shares: list[float]
    logits: list[float]
    id: int

    def at(self, temperature: float) -> list[float]:
        """Return how sure the teacher is at another temperature, its likeliest class first."""
        powers = sorted((math.exp((logit - max(self.logits)) / temperature) for logit in self.logits), reverse=True)
        return [power / sum(powers) for power in powers]

    def image(self, style: str, said: str) -> str:
        """Return it as an image of the class `style`, ink on nothing; in the page itself Streamlit removes SVG."""
        side = math.isqrt(len(self.pixels))
        ink = "".join(
            f'<rect x="{at % side}" y="{at // side}" width="1" height="1" fill-opacity="{shade:.2f}"/>'
            for at, shade in enumerate(self.pixels)
            if shade
        )
        box = f'viewBox="0 0 {side} {side}" shape-rendering="crispEdges"'
        source = quote(f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{ink}</svg>')
        return f'<img class="{style}" src="data:image/svg+xml,{source}" alt="{escape(said)}">'


def doubt(_: Translator, labels: Collection[int] | None = None) -> None:
    """Draw the digit of each class that the shipped teacher doubts most; the reader looks at one after the other.

    With `labels` only those of these classes.
    """
    experiment = recording(RECORDED).experiment
    words = {
        "strip": _("Digits that the teacher doubts"),
        "told": _("The label says {label}. A big network answers: mostly {first}, some {second}, a bit of {third}."),
        "picture": _("a handwritten {label}"),
        "heat": _("softened at T = {t}").format(t=f"{experiment.temperature:g}"),
    }
    shape, color = experiment.data.shape, LOOKS["teacher"].color
    pictures = [
        {
            "label": digit.label,
            "pixels": digit.pixels,
            "answers": [{"name": str(each), "share": digit.shares[each]} for each in likeliest(digit.shares)],
        }
        for digit in doubted()
        if labels is None or digit.label in labels
    ]
    first = FIRST if labels is None else 0
    _doubt(data={"pictures": pictures, "shape": shape, "first": first, "color": color, "words": words}, key=KEY)


def likeliest(shares: Sequence[float]) -> list[int]:
    """Return the classes of which the teacher is surest, the surest first."""
    return sorted(range(len(shares)), key=lambda each: -shares[each])[:ANSWERS]


@cache
def doubted() -> list[Doubted]:
    """Return of each class the digit that the teacher doubts most, at the temperature of the recorded training."""
    kept = load(recorded_file(RECORDED, "arrays"))
    logits = kept["validation_teacher_logits"].astype(np.float64) / recording(RECORDED).experiment.temperature
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    doubts, labels = -(shares * np.log(shares)).sum(axis=-1), kept["validation_labels"]
    places = [int(np.where(labels == label, doubts, -1.0).argmax()) for label in range(shares.shape[-1])]
    pixels = kept["validation_inputs"]
    return [
        Doubted(
            label,
            pixels[place].ravel().round(4).tolist(),
            shares[place].round(4).tolist(),
            kept["validation_teacher_logits"][place].tolist(),
            int(kept["validation_ids"][place]),
        )
        for label, place in enumerate(places)
    ]
