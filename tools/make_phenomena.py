"""The measurements of the phenomena with the code that ships: docs/phenomena.md and its figure."""

import json
import os
import sys
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from kdviz import measures
from kdviz.catalog import EVERY_SCENE, Finding, named
from kdviz.catalog.findings import FILE
from kdviz.cli.lessons import come_to, report
from kdviz.engine.jobs.attack import OWN_TEACHERS
from kdviz.experiment import TEACHER_KNOBS, Compression, Experiment, Search
from kdviz.experiment.attack import Attack
from kdviz.experiment.compression import Part
from kdviz.lessons import lessons
from kdviz.results import Arrays, Estimate, Outcome
from kdviz.results.attack import Tried
from kdviz.results.compression import Compressed
from kdviz.store import teachers
from kdviz.training.attack.compared import joined
from kdviz.training.compress.pipelines import train_pipelines
from kdviz.training.run.distill import distill
from kdviz.training.run.steps import finish
from kdviz.training.run.teacher import train
from kdviz.training.schedule import Clock
from kdviz.training.search.planned import asked
from kdviz.training.search.trials import train_trials
from tools.measured import SEEDS
from tools.phenomena import SETTINGS, Phenomenon, Request, phenomena

DOCS = Path(__file__).parent.parent / "docs"


@cache
def outcome_of(request: Request) -> Outcome | dict[Part, Compressed] | NDArray[Any] | list[Tried]:
    """Do what is asked in this process; a teacher is trained once."""
    if isinstance(request, Experiment):
        return finish(distill(request, "phenomenon", teacher_of(request), Clock()))
    if isinstance(request, Search):
        return scores_of(request)
    if isinstance(request, Attack):
        return rows_of(request)
    found = {}
    for student in dict.fromkeys(part.student for part in request.parts):
        parts = [part for part in request.parts if part.student == student]
        texts = [part.pipeline for part in parts]
        going = train_pipelines(request.experiment_of(student), texts, teacher_of(request.experiment))
        found |= {part: outcome.result for part, outcome in zip(parts, finish(going), strict=True)}
    return found


def scores_of(search: Search) -> NDArray[Any]:
    """Return the validation accuracy of random settings, shape (settings, blocks of seeds, seeds of a block)."""
    settings, seeds = asked(search, (), SETTINGS), search.experiment.seeds
    blocks = []
    for block in range(SEEDS):
        experiments = [search.experiment_of(each, (block * seeds, seeds)) for each in settings]
        blocks.append(finish(train_trials(experiments, teacher_of(search.experiment))).scores)
    return np.swapaxes(np.array(blocks), 0, 1)


def rows_of(attack: Attack) -> list[Tried]:
    """Return an attack's rows with all their seeds."""
    task = named(f"kdviz.training.attack.{attack.study}:{attack.study}")
    given = () if attack.study == OWN_TEACHERS else (teacher_of(attack.experiment),)
    parts = [finish(task(attack.on(seeds), *given)).tried for seeds in attack.parts]
    return [joined(tried) for tried in zip(*parts, strict=True)]


def teacher_of(experiment: Experiment) -> Arrays:
    """Return the teacher's weights."""
    # Only those that ship: what lies in a home was made by someone's own code.
    weights = teachers.load(teachers.shipped(experiment).parent, experiment)
    return weights or trained(experiment.digest(only=TEACHER_KNOBS), experiment)


_trained: dict[str, Any] = {}


def trained(key: str, experiment: Experiment) -> Any:
    """Return the weights of a teacher that does not ship."""
    if key not in _trained:
        _trained[key] = finish(train(experiment, Clock()))
    return _trained[key]


def measured(claim: Phenomenon) -> dict[str, Any]:
    """Put a claim to the test: its bars, its pairs and the commands, with numbers in percent."""
    values = {bar.name: bar.measure(outcome_of(bar.request)) for bar in claim.bars}
    pairs = [
        (first, second, measures.difference(values[second].tolist(), values[first].tolist(), paired=True))
        for first, second in claim.higher
    ]
    return {
        "bars": {name: in_percent(measures.over_seeds(numbers)) for name, numbers in values.items()},
        "findings": [{"first": first, "second": second, **in_percent(each)} for first, second, each in pairs],
        "runs": list(dict.fromkeys(command(bar.request) for bar in claim.bars)),
    }


def in_percent(estimate: Estimate) -> dict[str, Any]:
    """Return an estimate as it is kept."""
    ends = estimate.ci95 and [round(100 * end, 3) for end in estimate.ci95]
    return {"mean": round(100 * estimate.mean, 3), "ci95": ends}


def of_lesson(name: str) -> list[dict[str, Any]]:
    """Put a lesson's claims to the test, as ``kdviz lesson`` does."""
    lesson = lessons()[name]
    claims: list[dict[str, Any]] = report(lesson, [(step, each) for step in lesson.works for each in come_to(step)])[
        "claims"
    ]
    return claims


def lesson_lines(name: str, claims: Sequence[dict[str, Any]]) -> list[str]:
    """Return what docs/phenomena.md says of a lesson."""
    lines = [f"### {lessons()[name].title}", ""]
    for claim in claims:
        ending = "the other way round" if claim["ending"] == "other" else claim["ending"]
        outcome = ending if claim["as_expected"] else f"**{ending}**"
        ends = interval([100 * end for end in claim["difference"]["ci95"]], "+")
        than = f"{100 * claim['least']:.1f} %" if claim["least"] is not None else f"*{claim['than']}*"
        task = f"Task, solved by {settings(claim['task'])}: " if claim["task"] else ""
        points = f"{100 * claim['difference']['mean']:+.1f} points ({ends})"
        lines.append(f"- {task}*{claim['first']}* above {than}: {outcome}, {points}.")
    return [*lines, "", f"`kdviz lesson {name}`.", ""]


def settings(knobs: dict[str, Any]) -> str:
    """Write settings in a line."""
    return ", ".join(f"{name} {value}" for name, value in knobs.items())


def page(measured: dict[str, Any], taught: dict[str, list[dict[str, Any]]]) -> str:
    """Return docs/phenomena.md: what is said, what came out, in scenes and in lessons, and how to make it again."""
    text = [
        "# Phenomena",
        "",
        "What distillation and compression are said to do and to prevent, and what came out with the code in this "
        f"repository on scikit-learn's digits, where no other data are named: {SEEDS} seeds, 95 % t-intervals, "
        "differences paired within each seed, one teacher and one test set. Made by `make phenomena`: the claims are "
        "what is said elsewhere, what is said of them here follows from the numbers. “Not shown” means that the seeds "
        "cannot tell.",
        "",
        "![Every measurement with its interval](phenomena.svg)",
        "",
    ]
    for claim in phenomena():
        scene, found = EVERY_SCENE[claim.scene], measured[claim.scene]
        text += [f"## {scene.title}", "", f"It is said that {scene.claim}.", ""]
        text += ["| Measured here | % | 95 % interval |", "| --- | ---: | --- |"]
        text += [f"| {name} | {bar['mean']:.1f} | {interval(bar['ci95'])} |" for name, bar in found["bars"].items()]
        text.append("")
        for each in (Finding(**values, seeds=SEEDS) for values in found["findings"]):
            ends = interval(each.ci95, "+") if each.ci95 else "a single network each"
            outcome = each.outcome if each.outcome == "shown" else f"**{each.outcome}**"
            text.append(f"- *{each.first}* above *{each.second}*: {outcome}, {each.mean:+.1f} points ({ends}).")
        text += ["", claim.remark, ""] if claim.remark else [""]
        text += [f"Scene `{claim.scene}`. Runs: {'; '.join(found['runs'])}.", ""]
    text += ["## What the lessons say", ""]
    for name, claims in taught.items():
        text += lesson_lines(name, claims)
    return "\n".join(text)


def write(names: list[str]) -> None:
    """Measure the claims of the scenes and lessons `names`, or of all, and write what is kept of them."""
    torch.set_num_threads(1)
    claims, known = phenomena(), json.loads(FILE.read_text("utf-8"))
    kept, taught = (known["scenes"], known.get("lessons", {})) if names else ({}, {})
    for claim in tqdm([claim for claim in claims if not names or claim.scene in names]):
        kept[claim.scene] = measured(claim)
    for name in tqdm(
        [lesson.name for lesson in lessons().values() if lesson.works and lesson.name in (names or lessons())]
    ):
        taught[name] = of_lesson(name)
    kept = {claim.scene: kept[claim.scene] for claim in claims}
    taught = {name: taught[name] for name in lessons() if name in taught}
    whole = {"seeds": SEEDS, "scenes": kept, "lessons": taught}
    FILE.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (DOCS / "phenomena.md").write_text(page(kept, taught), "utf-8")
    (DOCS / "phenomena.svg").write_text(figure(kept), "utf-8")


def interval(ci95: Sequence[float] | None, sign: str = "") -> str:
    """Write an interval in percent."""
    return " to ".join(f"{end:{sign}.1f}" for end in ci95) if ci95 else "one network"


def command(request: Request) -> str:
    """Write the command that does it again."""
    if isinstance(request, Compression):
        experiment, words = request.experiment, ["compress", *(f"--pipeline {text}" for text in request.pipelines)]
    elif isinstance(request, Search):
        varied = [f"--vary {each.name}={each.text}" for each in request.vary]
        experiment = request.experiment
        words = ["tune", f"--budget {request.students}", f"--sampler {request.sampler}", *varied]
    elif isinstance(request, Attack):
        experiment, words = request.experiment, ["attack", request.study]
    else:
        experiment, words = request, ["run"]
    words += [f"--{name.replace('_', '-')} {value}" for name, value in experiment.changes().items()]
    return f"`kdviz {' '.join(words)}`"


def figure(measured: dict[str, Any]) -> str:
    """Draw a dot and its interval for each bar, under the title of its scene."""
    left, width, height = 300, 420, 20
    rows = [
        row
        for scene, found in measured.items()
        for row in ((EVERY_SCENE[scene].title, None), *((name, bar) for name, bar in found["bars"].items()))
    ]
    parts = []
    for place, (name, bar) in enumerate(rows):
        y = 20 + height * place
        if bar is None:
            parts.append(f'<text x="8" y="{y + 4}" font-weight="bold">{escape(name)}</text>')
            continue
        x, ends = left + width * bar["mean"] / 100, [left + width * end / 100 for end in bar["ci95"] or ()]
        parts.append(f'<text x="20" y="{y + 4}">{escape(name)}</text>')
        parts.append(f'<line x1="{left}" x2="{left + width}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        if ends:
            ends_drawn = f'x1="{ends[0]:.1f}" x2="{ends[1]:.1f}"'
            parts.append(f'<line {ends_drawn} y1="{y}" y2="{y}" stroke="#1f6feb" stroke-width="3"/>')
        parts.append(f'<circle cx="{x:.1f}" cy="{y}" r="4" fill="#1f6feb"/>')
        parts.append(f'<text x="{left + width + 10}" y="{y + 4}">{bar["mean"]:.1f} %</text>')
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
    # What lessons train goes through the queue, into a history that nobody else has.
    with TemporaryDirectory() as home:
        os.environ["KDVIZ_HOME"] = home
        write(sys.argv[1:])
