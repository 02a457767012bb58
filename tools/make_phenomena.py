"""Measure what distillation is said to do, with the code that ships: docs/phenomena.md and its figure."""

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import torch
from numpy.typing import NDArray
from tqdm import tqdm

from kdviz import measures
from kdviz.experiment import TEACHER_KNOBS, Experiment
from kdviz.results import Estimate, Outcome
from kdviz.store import teachers
from kdviz.training.distill import distill
from kdviz.training.going import finish
from kdviz.training.schedule import Clock
from kdviz.training.teacher import train
from tools.phenomena import SEEDS, phenomena

DOCS = Path(__file__).parent.parent / "docs"


@cache
def outcome_of(experiment: Experiment) -> Outcome:
    """Run `experiment` in this process; a teacher is trained once."""
    clock = Clock()
    # Only those that ship: what lies in a home was made by someone's own code.
    weights = teachers.load(teachers.shipped(experiment).parent, experiment)
    weights = weights or trained(experiment.digest(only=TEACHER_KNOBS), experiment)
    return finish(distill(experiment, "phenomenon", weights, clock))


_trained: dict[str, Any] = {}


def trained(key: str, experiment: Experiment) -> Any:
    """Return the weights of a teacher that does not ship."""
    if key not in _trained:
        _trained[key] = finish(train(experiment, Clock()))
    return _trained[key]


def verdict(first: NDArray[Any], second: NDArray[Any]) -> tuple[str, Estimate]:
    """Say whether `first` is higher, as far as the seeds show."""
    estimate = measures.difference(second.tolist(), first.tolist(), paired=True)
    if estimate.ci95 is None:
        return ("higher" if estimate.mean > 0 else "**not higher**") + " (a single network each)", estimate
    low, high = estimate.ci95
    if low > 0:
        return "higher", estimate
    return ("**the other way round**" if high < 0 else "**not shown**"), estimate


def write() -> None:
    """Run everything and write the page and its figure."""
    torch.set_num_threads(1)
    claims = phenomena()
    rows: list[tuple[str, Estimate | None]] = []
    text = [
        "# Phenomena",
        "",
        f"What distillation is said to do, measured with the code in this repository on scikit-learn's digits: {SEEDS} "
        "seeds, 95 % t-intervals, differences paired within each seed, one teacher and one test set. Made by "
        "`make phenomena`; nothing here is typed in by hand. “Not shown” means that the seeds cannot tell.",
        "",
        "![Every measurement with its interval](phenomena.svg)",
        "",
    ]
    for claim in tqdm(claims):
        values = {bar.name: bar.measure(outcome_of(bar.experiment)) for bar in claim.bars}
        rows.append((claim.title, None))
        text += [f"## {claim.title}", "", claim.claim, "", "| | % | 95 % interval |", "| --- | ---: | --- |"]
        for name, numbers in values.items():
            estimate = measures.over_seeds(numbers)
            rows.append((name, estimate))
            text.append(f"| {name} | {100 * estimate.mean:.1f} | {interval(estimate)} |")
        text.append("")
        for first, second in claim.higher:
            said, estimate = verdict(values[first], values[second])
            text.append(
                f"- *{first}* over *{second}*: {said}, {100 * estimate.mean:+.1f} points"
                + (f" ({interval(estimate, '+')})." if estimate.ci95 else ".")
            )
        settings = "; ".join(dict.fromkeys(command(bar.experiment) for bar in claim.bars))
        text += ["", f"Runs: {settings}.", ""]
    (DOCS / "phenomena.md").write_text("\n".join(text), "utf-8")
    (DOCS / "phenomena.svg").write_text(figure(rows), "utf-8")


def interval(estimate: Estimate, sign: str = "") -> str:
    """Write an interval in percent."""
    return " to ".join(f"{100 * end:{sign}.1f}" for end in estimate.ci95) if estimate.ci95 else "one network"


def command(experiment: Experiment) -> str:
    """Write the command that makes a run again."""
    flags = " ".join(f"--{name.replace('_', '-')} {value}" for name, value in experiment.changes().items())
    return f"`kdviz run {flags}`"


def figure(rows: list[tuple[str, Estimate | None]]) -> str:
    """Draw a dot and its interval for each row; a row without one is a heading."""
    left, width, height = 300, 420, 20
    parts = []
    for place, (name, estimate) in enumerate(rows):
        y = 20 + height * place
        if estimate is None:
            parts.append(f'<text x="8" y="{y + 4}" font-weight="bold">{escape(name)}</text>')
            continue
        x, ends = left + width * estimate.mean, [left + width * end for end in estimate.ci95 or ()]
        parts.append(f'<text x="20" y="{y + 4}">{escape(name)}</text>')
        parts.append(f'<line x1="{left}" x2="{left + width}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        if ends:
            ends_drawn = f'x1="{ends[0]:.1f}" x2="{ends[1]:.1f}"'
            parts.append(f'<line {ends_drawn} y1="{y}" y2="{y}" stroke="#1f6feb" stroke-width="3"/>')
        parts.append(f'<circle cx="{x:.1f}" cy="{y}" r="4" fill="#1f6feb"/>')
        parts.append(f'<text x="{left + width + 10}" y="{y + 4}">{100 * estimate.mean:.1f} %</text>')
    bottom = 20 + height * len(rows)
    parts += [
        f'<text x="{left + width * share / 100}" y="{bottom + 8}" text-anchor="middle">{share} %</text>'
        for share in (0, 50, 100)
    ]
    size = f'width="{left + width + 80}" height="{bottom + 20}"'
    style = 'font-family="sans-serif" font-size="12" fill="#222"'
    background = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>{background}{"".join(parts)}</svg>\n'


if __name__ == "__main__":
    write()
