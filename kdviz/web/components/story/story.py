"""What distillation is, in one picture of five states: a digit, the teacher's answers, heat, two students, the count.

It is drawn in the browser from a recorded run; the students of the last two states can be trained anew in its place.
Nothing of an answer is in the page before the reader has committed to one.
"""

import base64
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from safetensors.numpy import load

from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.results import ARMS, RunRecord, RunResult
from kdviz.store.recordings import RECORDED, RECORDED_RUN, recorded_file, recording
from kdviz.verdicts.run import detail, headline, things
from kdviz.web.components.shared.looks import live_words
from kdviz.web.components.shared.modules import component
from kdviz.web.routes.feeds import path as live_path
from kdviz.web.routes.files import path as kept_path
from kdviz.web.session.runs import run_arrays
from kdviz.web.session.view import is_projected

KEY = "story"
# Validation images by id. Of the first, a four, the teacher is right and has a clear second thought; by the second, a
# nine, it is fooled itself: it answers five, and nine is its second thought.
DIGITS = (780, 1662)
TWINS = (ARMS.index("hard"), ARMS.index("distilled"))
HTML = """<section class="story" data-testid="story">
  <h1 class="story-said"></h1>
  <p class="story-more"></p>
  <div class="story-stage"><canvas class="story-picture" role="img" tabindex="-1"></canvas></div>
  <div class="story-controls">
    <div class="story-digits" role="toolbar"></div>
    <label class="story-heat" hidden><span></span><input type="range" step="any"><output></output></label>
    <div class="story-bets" hidden><button type="button"></button><button type="button"></button></div>
    <button type="button" class="story-next" hidden></button>
    <button type="button" class="story-again" hidden></button>
    <a class="story-lesson" hidden></a>
    <a class="story-lab" hidden></a>
  </div>
  <footer class="story-foot">
    <div class="story-steps" role="toolbar"></div>
    <span class="story-source"></span>
    <a class="story-skip"></a>
  </footer>
  <div class="story-spoken" role="status"></div>
</section>"""

_story = component("story", HTML, "story/story.css")


def story(
    live: RunRecord | None, trouble: str, train: Callable[[], None], stop: Callable[[], None], _: Translator
) -> Any:
    """Draw the picture, and return what the reader wants.

    Parameters
    ----------
    live : RunRecord or None
        The run that was trained in place of the recorded one.
    trouble : str
        Why it came to nothing, or nothing.
    train, stop : function
        Begins another run, and ends it.

    Returns
    -------
    mapping
        ``went`` is ``"lesson"`` or ``"lab"`` once the reader has gone on there.
    """
    recorded = recording(RECORDED)
    data: dict[str, Any] = {
        "pictures": [*_pictures()],
        "temperature": recorded.experiment.temperature,
        "of": recorded.experiment.data.test,
        "sizes": {"teacher": recorded.teacher.parameters, "student": recorded.student.parameters},
        "colors": {name: LOOKS[name].color for name in ("teacher", "hard", "distilled")},
        "recorded": {"path": kept_path(RECORDED_RUN, "story"), "ending": _ending(recorded, _)},
        "live": None,
        "trouble": trouble,
        "projected": is_projected(),
        "language": _.language.replace("_", "-"),
        "words": _words(recorded, _),
    }
    if live is not None:
        result = live.result
        data["live"] = {
            "run_id": live.run_id,
            "path": live_path(live.run_id),
            "in_flight": live.status.in_flight,
            "ending": result and {**_ending(result, _), "right": _right(live.run_id)},
        }
    return _story(
        data=data,
        key=KEY,
        on_live_change=train,
        on_stop_change=stop,
        on_went_change=lambda: None,
        on_ended_change=lambda: None,
    )


@cache
def _pictures() -> tuple[dict[str, Any], ...]:
    """Return the two digits: their labels, pixels row by row (1 is ink), and what the teacher answers to them."""
    kept = load(recorded_file(RECORDED, "arrays"))
    ids = kept["validation_ids"].tolist()
    return tuple(
        {
            "label": int(kept["validation_labels"][place]),
            "pixels": kept["validation_inputs"][place].ravel().round(4).tolist(),
            "logits": kept["validation_teacher_logits"][place].round(4).tolist(),
        }
        for place in map(ids.index, DIGITS)
    )


def _ending(result: RunResult, _: Translator) -> dict[str, Any]:
    """Return what a run came to: counts of each repeat's two students, the gain in test images, and its words."""
    of = result.experiment.data.test
    hard, distilled = (result.arms[arm].accuracy for arm in ("hard", "distilled"))
    ends = result.gain.ci95
    return {
        "counts": [[round(of * one), round(of * other)] for one, other in zip(hard, distilled, strict=True)],
        "mean": of * result.gain.mean,
        "ends": ends and [of * end for end in ends],
        "headline": headline(result, _),
        "detail": detail(result, _),
    }


def _right(run_id: str) -> str:
    """Return which test images the first repeat's two students get right, a bit each, as text."""
    kept = run_arrays(run_id, "arrays")
    right = kept["test_student_logits"][0, TWINS].argmax(-1) == kept["test_labels"]
    return base64.b64encode(np.packbits(right, axis=-1).tobytes()).decode()


def _words(recorded: RunResult, _: Translator) -> dict[str, str]:
    experiment = recorded.experiment
    return {
        **live_words(_),
        "ask": _("What is this digit?"),
        "ask_again": _("And this one?"),
        "tap": _("A network answers after you."),
        "answers": _("Your answer"),
        "right": _("Right: the label says {label}."),
        "wrong": _("You said {guess}. The label says {label}."),
        "label_says": _("The label says {label}."),
        "teacher_right": _("A big network, the teacher: {first}, and some {second}."),
        "teacher_wrong": _("The teacher is wrong: {first}, then {second}."),
        "another": _("A harder one"),
        "to_heat": _("Turn up the heat"),
        "heat_said": _("Heat shows its doubt. Which helps a beginner more?"),
        "heat": _("Heat"),
        "temperature": _("temperature {t}"),
        "bet_label": _("The label"),
        "bet_doubt": _("The teacher's doubt"),
        "learn_said": _("Two small networks learn from the same {count} digits.").format(
            count=_.number(experiment.labelled_images)
        ),
        "learn_more": _("Each square is a new digit. It lights up when it is read."),
        "learnt_said": _("{hard} and {distilled} of {of} right."),
        "learnt_more": _("Was it luck?"),
        "to_count": _("Try it {count} times").format(count=experiment.seeds),
        "count_bet": _("Your bet: “{bet}”."),
        "again": _("Again, live"),
        "stop": _("Stop"),
        "lesson": _("Lesson 2: predict it"),
        "lab": _("To the lab"),
        "skip": _("Skip"),
        "skip_where": _("Skip to the lab"),
        "recorded": _("recorded"),
        "live": _("live, on this computer"),
        "teacher_arm": _("The teacher"),
        "labels_only": _(LOOKS["hard"].title),
        "with_teacher": _(LOOKS["distilled"].title),
        "numbers": _("{count} numbers"),
        "label": _("the label"),
        "of": _("{count} of {of}"),
        "about": _("about {count} of {of}"),
        "axis": _("more {things} right, of {of}").format(
            things=things(experiment.data, _), of=_.number(experiment.data.test)
        ),
        "seen": _("the try you saw"),
        "interval": _("mean and 95 % interval"),
        "steps": _("The five parts of the story"),
        "step_1": _("The digit"),
        "step_2": _("The answers"),
        "step_3": _("The heat"),
        "step_4": _("Two students"),
        "step_5": _("The count"),
        "picture_digit": _("A handwritten digit, in eight by eight squares."),
        "picture_answers": _("The teacher's answers at temperature {t}: {answers}."),
        "picture_learning": _("Labels only: {hard} of {of} right. With teacher: {distilled} of {of}."),
        "picture_count": _("More digits right with the teacher, in each repeat: {gains}."),
        "picture_missing": _("The recording could not be loaded. Try again later."),
    }
