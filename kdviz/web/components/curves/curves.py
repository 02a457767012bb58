"""The curves of the three arms while they train, drawn in the browser from the run's live log."""

from typing import Any

import streamlit as st

from kdviz.experiment import Experiment
from kdviz.figures.style import HEAT, LOOKS, STAGE_LOOK
from kdviz.i18n import Translator
from kdviz.results import ARMS, RunRecord, RunResult
from kdviz.web.components.shared.looks import class_looks, line_look, live_words
from kdviz.web.components.shared.modules import CURVES, component
from kdviz.web.routes.feeds import path as live_path
from kdviz.web.routes.live import next_path
from kdviz.web.session.reader import write_guess
from kdviz.web.session.whose import tab

KEY = "curves"
HTML = """<div class="run">
  <div class="run-status" role="status"></div>
  <progress></progress>
  <div class="run-ask" hidden>
    <label><span></span> <output></output><input class="run-guess" type="range" min="0" max="100" step="0.5"></label>
    <div class="run-ends"><span>0 %</span><button type="button" class="run-skip"></button><span>100 %</span></div>
  </div>
  <div class="run-plot curves" data-testid="curves"></div>
  <div class="run-surfaces" data-testid="surfaces" hidden></div>
  <div class="run-similarities" data-testid="similarities" hidden></div>
  <label class="run-rewind" hidden><span></span><input class="run-replay" type="range" min="1"></label>
  <div class="run-verdict" hidden></div>
</div>"""

_curves = component("curves", HTML, *CURVES, "curves/curves.css")


def run_curves(
    record: RunRecord, standing: dict[str, Any], guess: float | None, _: Translator, *, plays: bool = False
) -> bool:
    """Draw a run's curves as it goes on, or its log once it has ended, with a slider to replay it.

    Parameters
    ----------
    standing : dict
        As of `kdviz.web.routes.feeds.standing`, shown until the log tells.
    guess : float or None
        The reader's guess of the distilled students' final accuracy, a fraction; drawn as a mark.
    plays : bool
        Whether a run that has ended is replayed first.

    Returns
    -------
    bool
        Whether the browser has just heard that the run has ended.
    """
    experiment = record.experiment
    shown = {"path": live_path(record.run_id), "in_flight": record.status.in_flight, "plays": plays, **standing}
    return _draw(record.run_id, experiment, shown, guess, _)


def recorded_curves(result: RunResult, guess: float | None, said: str, _: Translator) -> None:
    """Draw the curves of a recording, and let the reader guess their end first.

    Parameters
    ----------
    said : str
        Its verdict, shown when the reader has guessed or wants to see it.
    """
    events = [{"seq": seq, "snapshot": snapshot.model_dump()} for seq, snapshot in enumerate(result.curves, start=1)]
    shown = {
        "events": events,
        "in_flight": False,
        "state": "training",
        "position": None,
        "left": None,
        "asks": True,
        "verdict": said,
    }
    _draw(f"recording of {result.run_id}", result.experiment, shown, guess, _)


def _draw(run_id: str, experiment: Experiment, shown: dict[str, Any], guess: float | None, _: Translator) -> bool:
    words = {
        **live_words(_),
        "loss": _("Validation loss, nats"),
        "ended": _("Step {step} of {steps}, {seconds} s after the start"),
        "replay": _("Replay the run"),
        "ask": _("Guess first: where will the distilled students end? Drag the mark."),
        "skip": _("Show me"),
        "withdraw": _("Withdraw the guess"),
        "unguessed": _("no guess yet"),
        "guess": _("your guess: {guess} %"),
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
        "classes": class_looks(experiment.data),
        "heat": HEAT,
        "guess": guess,
        **shown,
    }
    heard = _curves(data=data, key=KEY, on_ended_change=lambda: None, on_guess_change=_take_guess)
    return bool(heard.ended == run_id)


def _take_guess() -> None:
    write_guess(st.session_state[KEY]["guess"])
