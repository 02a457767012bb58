"""What components that draw curves are told of their lines, and their words for a run that goes on."""

from typing import Any

from kdviz.figures.style import Look, faint
from kdviz.i18n import Translator


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


def live_words(_: Translator) -> dict[str, str]:
    """Return what is said of a run that waits or trains, and what its axes are called."""
    return {
        "step": _("Training step"),
        "accuracy": _("Validation accuracy, %"),
        "waiting": _("Waiting: number {position} in the queue"),
        "elsewhere": _("Waiting in another program's queue"),
        "starting": _("No training process is ready yet; a run begins as soon as there is one."),
        "lost": _("The training processes ended and are being started again; this run begins afresh."),
        "training": _("Training begins …"),
        "teacher": _("The teacher learns: step {step} of {steps}, {seconds} s"),
        "students": _("The students learn: step {step} of {steps}, {seconds} s"),
    }
