"""The curves of the three arms while they train, drawn in the browser from the run's live log."""

from typing import Any

from kdviz.experiment import Experiment
from kdviz.figures.style import HEAT, LOOKS, STAGE_LOOK
from kdviz.i18n import Translator
from kdviz.results import ARMS, RunRecord, RunResult
from kdviz.web.components.shared.looks import class_looks, line_look, live_words
from kdviz.web.components.shared.modules import CURVES, component
from kdviz.web.routes.feeds import path as live_path
from kdviz.web.routes.live import next_path
from kdviz.web.session.whose import tab

KEY = "curves"
HTML = """<div class="run" hidden>
  <div class="run-status"></div>
  <div class="run-spoken spoken" role="status"></div>
  <progress></progress>
  <div class="run-plot curves" data-testid="curves"></div>
  <label class="run-loss"><input type="checkbox"> <span></span></label>
  <div class="run-surfaces" data-testid="surfaces" hidden></div>
  <div class="run-similarities" data-testid="similarities" hidden></div>
  <label class="run-rewind" hidden><span></span><input class="run-replay" type="range" min="1"></label>
</div>"""

# Of what waits for nothing.
NOWHERE = {"position": None, "left": None}

_curves = component("curves", HTML, *CURVES, "curves/curves.css")


def run_curves(record: RunRecord, standing: dict[str, Any], _: Translator, *, plays: bool = False) -> bool:
    """Draw a run's curves as it goes on, or its log once it has ended, with a slider to replay it.

    Parameters
    ----------
    standing : dict
        As of `kdviz.web.routes.feeds.standing`, shown until the log tells.
    plays : bool
        Whether a run that has ended is replayed first.

    Returns
    -------
    bool
        Whether the browser has just heard that the run has ended.
    """
    shown = {"path": live_path(record.run_id), "in_flight": record.status.in_flight, "plays": plays, **standing}
    return _draw(record.run_id, record.experiment, shown, _)


def recorded_curves(result: RunResult, _: Translator) -> None:
    """Draw the curves of a recording, first as it went."""
    events = [{"seq": seq, "snapshot": snapshot.model_dump()} for seq, snapshot in enumerate(result.curves, start=1)]
    shown = {"events": events, "in_flight": False, "state": "training", **NOWHERE, "plays": True}
    _draw(f"recording of {result.run_id}", result.experiment, shown, _)


def awaited_curves(experiment: Experiment, _: Translator) -> None:
    """Keep a place for the curves of the first run, which are heard before the page is drawn anew; nothing shows."""
    _draw(None, experiment, {"in_flight": False, "state": "waiting", **NOWHERE}, _)


def _draw(run_id: str | None, experiment: Experiment, shown: dict[str, Any], _: Translator) -> bool:
    words = {
        **live_words(_),
        "loss": _("Validation loss, nats"),
        "ended": _("Step {step} of {steps}, {seconds} s after the start"),
        "replay": _("Replay the run"),
        "show_loss": _("Show the loss"),
        "surfaces": _("What each network decides at each point, and how sure it is (students of seed {seed})"),
        "class": _("class {name}"),
        "sure": _("the paler, the less sure"),
        "surface": _("{who}: decisions over the plane at step {step}"),
        "similarities": _(
            "Which of {count} validation images look alike to each network (sorted by class, students of seed {seed})"
        ),
        "alike": _(
            "The palest shade is {least} or less, the deepest {most} or more. “Off by” is the root mean square "
            "difference from the teacher's matrix, with its 95 % interval over the seeds."
        ),
        "matrix": _("{who}: similarities of the images at step {step}"),
        "apart": _("off by {apart}"),
        "copied": _("the students are compared with this matrix"),
    }
    for stage in experiment.kind_card.stages:
        words["stage"] = _(stage.says)
    data = {
        "run_id": run_id,
        "next": next_path(tab()),
        "steps": experiment.steps,
        "words": words,
        "arms": [line_look(arm, LOOKS[arm], _) for arm in ARMS],
        "teacher_arms": [line_look("teacher", LOOKS["teacher"], _)],
        "stage_arms": [line_look("stage", STAGE_LOOK, _)],
        "classes": class_looks(experiment.data, _),
        "heat": HEAT,
        **shown,
    }
    heard = _curves(data=data, key=KEY, on_ended_change=lambda: None)
    return run_id is not None and bool(heard.ended == run_id)
