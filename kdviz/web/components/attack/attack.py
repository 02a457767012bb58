"""The attacker's sliders: one image, what is added to it, and what two nets answer."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import streamlit as st

from kdviz.catalog import DatasetCard, plain
from kdviz.figures.attack import NET_LOOKS
from kdviz.i18n import Translator
from kdviz.web.components.shared.looks import class_looks
from kdviz.web.components.shared.modules import component
from kdviz.web.routes.files import path
from kdviz.web.routes.rows import path as row_path
from kdviz.web.session.view import is_projected

KEY, LOOKED = "digit_attacked", "attack_looked"
# Of the slider, in powers of ten; and of the other, in hundredths.
MOST_TEMPERATURE, MOST_BOUND = 1000.0, 0.5
TEXT = re.compile(r"(\d{1,4}(?:\.\d{1,6})?),(\d(?:\.\d{1,6})?),(\d{1,6})")
HTML = """<div class="attack" data-testid="attack">
  <div class="attack-trouble" role="status"></div>
  <div class="attack-body" hidden>
    <div class="attack-sliders">
      <label><span class="attack-temperature-title"></span> <output class="attack-temperature-number"></output>
        <input class="attack-temperature" type="range" step="1"></label>
      <label class="attack-bound-row">
        <span class="attack-bound-title"></span> <output class="attack-bound-number"></output>
        <input class="attack-bound" type="range" step="1"></label>
    </div>
    <div class="attack-images">
      <div class="attack-one">
        <figure><canvas class="attack-image" width="96" height="96" role="img"></canvas>
          <figcaption class="attack-image-told"></figcaption></figure>
        <div class="attack-pick"><button type="button" class="attack-before">‹</button>
          <button type="button" class="attack-next">›</button></div>
      </div>
      <div class="attack-nets"></div>
    </div>
  </div>
</div>"""

_attack = component("attack", HTML, "shared/pictures.css", "attack/attack.css")


@dataclass(frozen=True)
class Looked:
    """Where the reader was last: the attacker's temperature, the bound, and the place of the image."""

    temperature: float
    bound: float
    image: int

    def text(self) -> str:
        """Write it for a URL."""
        return f"{plain(self.temperature)},{plain(self.bound)},{self.image}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read what `text` writes; None for anything else."""
        found = TEXT.fullmatch(text)
        if found is None:
            return None
        return cls.heard({"temperature": float(found[1]), "bound": float(found[2]), "image": int(found[3])})

    @classmethod
    def heard(cls, told: object) -> Self | None:
        """Return what a browser tells of, or None; what a browser says is not to be trusted."""
        if not isinstance(told, dict):
            return None
        temperature, bound, image = (told.get(name) for name in ("temperature", "bound", "image"))
        if not isinstance(temperature, int | float) or not isinstance(bound, int | float) or not isinstance(image, int):
            return None
        if not (1 <= temperature <= MOST_TEMPERATURE and 0 <= bound <= MOST_BOUND and 0 <= image < 10**6):
            return None
        return cls(float(temperature), float(bound), image)


FIRST = Looked(1.0, 0.15, 0)


@dataclass(frozen=True)
class AttackedNet:
    """A net whose weights are kept, and how it is called and drawn; `name` is what its weights' begin with."""

    name: str
    title: str
    color: str


def attacked_nets(_: Translator) -> list[AttackedNet]:
    """Return the two nets that follow the finger: one trained as usual, and the distilled one."""
    return [AttackedNet(name, _(NET_LOOKS[name].title), NET_LOOKS[name].color) for name in ("plain", "distilled")]


def attack(
    attack_id: str,
    made: float | None,
    nets: Sequence[AttackedNet],
    data: DatasetCard,
    _: Translator,
    *,
    bound: float | None = None,
) -> None:
    """Draw one test image and what FGSM makes of it, for nets of the first seed, at the session's `LOOKED`.

    A `bound` that is given is the only one: it has no slider.
    """
    looked: Looked = st.session_state[LOOKED]
    words = {
        "trouble": _("What this attack kept is missing or damaged: run it afresh."),
        "offline": _("The server did not answer. Reload the page to try again."),
        "temperature": _("The attacker divides logits by"),
        "bound": _("Largest change of a pixel") if data.is_image else _("Largest change of a number"),
        "image": _("point of class {label}") if data.is_plane else _("label {label}"),
        "said": _("says {answer}, {percent} % sure"),
        "zero": _("Gradient exactly zero: nothing to follow."),
        "slope": _("The gradient shows the way."),
        # A hall reads few words.
        "right": _("{right} of {count} stay right.")
        if is_projected()
        else _("{right} of {count} stay right; {zeros} zero gradients."),
        "before": _("Image before") if data.is_image else _("One before"),
        "next": _("Next image") if data.is_image else _("Next one"),
    }
    told: dict[str, Any] = {
        "run_id": attack_id,
        "paths": {name: path(attack_id, name, made) for name in ("arrays", "students")},
        "nets": [asdict(net) for net in nets],
        "looked": asdict(looked if bound is None else replace(looked, bound=bound)),
        "bounded": bound is not None,
        "most": {"temperature": MOST_TEMPERATURE, "bound": MOST_BOUND},
        "classes": class_looks(data, _),
        "rows": row_path(data),
        "words": words,
    }
    _attack(data=told, key=KEY, on_looked_change=_take_looked)


def _take_looked() -> None:
    looked = Looked.heard(st.session_state[KEY].get("looked"))
    if looked is not None:
        st.session_state[LOOKED] = looked
