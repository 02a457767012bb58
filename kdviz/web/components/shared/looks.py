"""How lines, bars and classes look in components, and their words for a run that goes on."""

from typing import Any

from kdviz.catalog import DatasetCard
from kdviz.figures import style
from kdviz.figures.style import LOOKS, Look, faint
from kdviz.i18n import Translator
from kdviz.web.routes.frontend import REFUSED


def line_look(name: str, look: Look, _: Translator, band: float = 0.16) -> dict[str, Any]:
    """Return how a line of `kdviz/web/components/shared/curves.js` looks; `band` is how opaque its interval is."""
    return {
        "name": name,
        "title": _(look.title),
        "color": look.color,
        "dash": look.dash,
        "symbol": look.symbol,
        "band": faint(look.color, band),
        "faint": faint(look.color, 0.28),
    }


def bar_looks(_: Translator) -> list[dict[str, str]]:
    """Return how the bars of teacher and students look."""
    fills = {"teacher": "outline", "hard": "striped", "distilled": "solid"}
    return [
        {"name": arm, "title": _(LOOKS[arm].title), "color": LOOKS[arm].color, "fill": fill}
        for arm, fill in fills.items()
    ]


def class_looks(data: DatasetCard, _: Translator) -> list[dict[str, str]]:
    """Return how each class is called, and how its points are drawn."""
    looks = zip(data.all_called(_), style.class_looks(data.classes), strict=True)
    return [{"name": name, "color": look.color, "symbol": look.symbol} for name, look in looks]


def input_words(data: DatasetCard, _: Translator) -> dict[str, str]:
    """Return what one input of a data set is called, and what is said where it is not among those kept."""
    if data.is_image:
        return {"thumb": _("label {label}, image {number}"), "none": _("There is no such image in this run.")}
    if data.is_plane:
        return {"thumb": _("label {label}, point {number}"), "none": _("There is no such point in this run.")}
    return {"thumb": _("label {label}, row {number}"), "none": _("There is no such row in this run.")}


def live_words(_: Translator) -> dict[str, str]:
    """Return what is said of a run that waits or trains, and what its axes are called."""
    return {
        "step": _("Training step"),
        "accuracy": _("Validation accuracy, %"),
        "waiting": _("Waiting: number {position} in the queue"),
        "elsewhere": _("Waiting in another program's queue"),
        "starting": _("No training process is ready yet. The run begins as soon as one is."),
        "soon": _("Training processes start: about {left} s."),
        "lost": _("The training processes ended and are starting again. This run begins afresh."),
        "refused": _(REFUSED),
        "training": _("Training begins …"),
        "teacher": _("The teacher learns: step {step} of {steps}, {seconds} s"),
        "students": _("The students learn: step {step} of {steps}, {seconds} s"),
    }
