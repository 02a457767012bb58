"""Numbers in a terminal: a run's in a few lines, and a gain's interval."""

from kdviz.results import Bias, Estimate, Interval, RunResult
from kdviz.verdicts.run import cut_note, interval_text, points, verdict

BIAS_WORDS: dict[Bias, str] = {
    "before": "none",
    "frequency": "from the class frequency",
    "best_on_test": "best on test (chosen on the images that it is measured on)",
}


def as_text(result: RunResult) -> str:
    """Return the verdict and a row for the teacher and each arm."""
    lines = [verdict(result), "", f"{'':10} {'accuracy':>8}   95 % interval      parameters"]
    lines.append(_row("teacher", result.teacher.accuracy, None, result.teacher.parameters))
    for arm, measured in result.arms.items():
        lines.append(_row(arm, measured.mean, measured.ci95, result.student.parameters))
    if result.omitted:
        omitted = f"class {result.experiment.data.called(result.omitted.label)}"
        lines += ["", f"{omitted:10} {'recall':>8}   95 % interval      bias"]
        lines += [
            _line(f"{arm}", known.mean, known.ci95, BIAS_WORDS[bias])
            for arm, by_bias in result.omitted.arms.items()
            for bias, known in by_bias.items()
        ]
    recalls = [known.ci95 for each in result.omitted.arms.values() for known in each.values()] if result.omitted else []
    if said := cut_note([*(measured.ci95 for measured in result.arms.values()), *recalls]):
        lines.append(said)
    return "\n".join(lines)


def gain_interval(gain: Estimate) -> str:
    """Write the ends of a gain's interval in points."""
    return " to ".join(map(points, gain.ci95)) if gain.ci95 else "one number"


def _row(name: str, mean: float, ci95: Interval | None, parameters: int) -> str:
    return _line(name, mean, ci95, f"{parameters:>10,}")


def _line(name: str, mean: float, ci95: Interval | None, rest: str) -> str:
    interval = f"{interval_text(ci95)} %" if ci95 else "one number"
    return f"{name:10} {points(mean, signed=False):>6} %   {interval:<18} {rest}"
