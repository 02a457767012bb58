"""The race of kinds on one axis, drawn in the browser: a line a kind, the one in flight from its log."""

from collections.abc import Mapping
from typing import Any

from kdviz.experiment import Experiment
from kdviz.figures.style import LOOKS, kind_look
from kdviz.i18n import Translator
from kdviz.results import RunResult
from kdviz.web.components.shared.looks import line_look, live_words
from kdviz.web.components.shared.modules import CURVES, component
from kdviz.web.routes.feeds import path as live_path

KEY = "race"
HTML = """<div class="race">
  <div class="race-status" role="status"></div>
  <div class="race-plot curves" data-testid="race"></div>
</div>"""
# Many lines lie over one another.
BAND = 0.08
# Of each snapshot.
TOLD = {"step", "accuracy", "ci95", "teacher_accuracy"}

_race = component("race", HTML, *CURVES, "race/race.css")


def race_curves(
    finished: Mapping[str, RunResult],
    current: tuple[Experiment, str, Mapping[str, Any]] | None,
    steps: int,
    _: Translator,
) -> None:
    """Draw the distilled students' mean accuracy over the steps, a line a kind, with their one hard-label twin.

    When the run in flight has ended, the part of the page that the figure is in runs again.

    Parameters
    ----------
    finished : mapping of str to RunResult
        By kind, with their curves.
    current : (Experiment, str, dict) or None
        The one in flight, its run's id, and its `kdviz.web.routes.feeds.standing`.
    steps : int
        How many steps the students take.
    """
    data: dict[str, Any] = {
        "words": live_words(_),
        "steps": steps,
        "finished": [
            {
                **line_look(kind, kind_look(kind), _, BAND),
                "snapshots": [snapshot.model_dump(include=TOLD) for snapshot in result.curves],
            }
            for kind, result in finished.items()
        ],
        "twin": line_look("hard", LOOKS["hard"], _, BAND),
        "teacher": line_look("teacher", LOOKS["teacher"], _),
        "current": None,
    }
    if current is not None:
        experiment, run_id, standing = current
        look = line_look(experiment.kind, kind_look(experiment.kind), _, BAND)
        data["current"] = {"run_id": run_id, "path": live_path(run_id), "line": look, **standing}
    _race(data=data, key=KEY, on_ended_change=lambda: None)
