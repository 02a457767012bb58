"""The titles of a run's figures: a sentence each."""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from kdviz.experiment.arms import twin
from kdviz.i18n import Translator
from kdviz.results import RunResult
from kdviz.verdicts.run import points

SizeName = Literal["parameters", "bytes", "macs"]


def curves_takeaway(result: RunResult, _: Translator) -> str:
    """Say where the curves end."""
    if not result.curves:
        return _("The students' training ended before its first measurement")
    ends = {arm: points(float(np.mean(result.curves[-1].accuracy[arm])), signed=False) for arm in ("distilled", "hard")}
    return _(
        "On validation images the distilled students end at {distilled} %, their hard-label twins at {hard} %"
    ).format(**ends)


def compared_takeaway(results: Mapping[str, RunResult], _: Translator) -> str:
    """Say whose curve ends highest."""
    ends = {name: float(np.mean(run.curves[-1].accuracy["distilled"])) for name, run in results.items() if run.curves}
    if not ends:
        return _("The students' training ended before its first measurement")
    best = max(ends, key=lambda name: ends[name])
    if len(ends) > 1 and min(ends.values()) == ends[best]:
        return _("On validation images the distilled students of all these runs end level")
    text = _("On validation images the distilled students of “{run}” end highest, at {accuracy} %")
    return text.format(run=best, accuracy=points(ends[best], signed=False))


def dots_takeaway(result: RunResult, _: Translator) -> str:
    """Say in how many seeds the distilled student wins."""
    hard, distilled = result.arms["hard"].accuracy, result.arms["distilled"].accuracy
    blanks = {"seeds": len(hard), "better": sum(one < other for one, other in zip(hard, distilled, strict=True))}
    if twin(result.experiment):
        text = _("In every seed the distilled student is its hard-label twin")
    elif blanks["seeds"] == 1:
        text = _("With one seed there is one pair of students, and no telling chance from effect")
    else:
        text = _("The distilled student beats its hard-label twin in {better} of {seeds} seeds")
    return text.format(**blanks)


def cost_takeaway(result: RunResult, size: SizeName, _: Translator) -> str:
    """Say how much smaller the student is, and what it keeps of the teacher's accuracy."""
    kept = result.arms["distilled"].mean / result.teacher.accuracy if result.teacher.accuracy else 0.0
    times = getattr(result.teacher, size) / getattr(result.student, size)
    if size == "macs":
        less = _("{times} times less computation, keeps {share} % of the teacher's accuracy")
        more = _("{times} times the teacher's computation, at {share} % of its accuracy")
    else:
        less = _("{times} times smaller, keeps {share} % of the teacher's accuracy")
        more = _("{times} times larger than the teacher, at {share} % of its accuracy")
    text, times = (less, times) if times >= 1 else (more, 1 / times)
    return text.format(times=f"{times:.3g}", share=f"{100 * kept:.0f}")
