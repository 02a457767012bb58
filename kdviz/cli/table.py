"""A run's numbers in a few lines of a terminal."""

from kdviz.results import RunResult
from kdviz.verdict import points


def as_text(result: RunResult) -> str:
    """Return the verdict and a row for the teacher and each arm."""
    lines = [result.verdict, "", f"{'':10} {'accuracy':>8}   95 % interval      parameters"]
    lines.append(_row("teacher", result.teacher.accuracy, None, result.teacher.parameters))
    for arm, measured in result.arms.items():
        lines.append(_row(arm, measured.mean, measured.ci95, result.student.parameters))
    return "\n".join(lines)


def _row(name: str, mean: float, ci95: tuple[float, float] | None, parameters: int) -> str:
    interval = f"{points(ci95[0], signed=False)} to {points(ci95[1], signed=False)} %" if ci95 else "one number"
    return f"{name:10} {points(mean, signed=False):>6} %   {interval:<18} {parameters:>10,}"
