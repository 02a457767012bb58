"""Several teachers: those beside the first are trained here, then all answer together."""

import re
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from kdviz import measures
from kdviz.experiment import Experiment
from kdviz.objectives.ensemble import together
from kdviz.results import Snapshot, StageResult
from kdviz.training.draws import Stream, generator
from kdviz.training.run import teacher
from kdviz.training.run.steps import mapped
from kdviz.training.run.workbench import Stages, Workbench
from kdviz.training.schedule import Clock


def ensemble(bench: Workbench) -> Stages:
    """Train the further teachers; students learn from all and are held against all, who are measured beside them."""
    experiment, clock = bench.experiment, Clock()
    parts = _parts(bench)
    answers, costs = ([], []) if parts else ([bench.teacher_logits], [experiment.teacher_cost])
    known = len(answers)
    for place in range(known, experiment.teachers):
        other = _other(experiment, place)
        training = teacher.train(other, Clock(), parts[place] if parts else None)
        weights = yield from mapped(training, partial(_told, bench, place))
        answers.append(teacher.logits_by_id(teacher.taught(other, weights), bench.dataset))
        costs.append(other.teacher_cost)
    stacked = torch.stack(answers)
    at_one, softened = (
        together(
            stacked,
            temperature=temperature,
            averaging=experiment.averaging,
            by_confidence=experiment.confidence_weights,
        )
        for temperature in (1.0, experiment.temperature)
    )
    measured: dict[str, Any] = {}
    if bench.tests:
        test = bench.dataset.test
        accuracy = float(measures.accuracy(at_one[test].numpy(), bench.dataset.labels[test]))
        measured = {"accuracy": [accuracy], "mean": accuracy}
    bench.extra_parameters = sum(cost.parameters for cost in costs[known:])
    bench.stages.append(
        StageResult(
            name=bench.stage,
            **measured,
            parameters=sum(cost.parameters for cost in costs),
            macs=sum(cost.macs for cost in costs),
            bytes=sum(cost.bytes for cost in costs),
            steps=(len(costs) - known) * experiment.teacher_steps,
            seconds=clock.seconds(),
        )
    )
    return replace(bench.plan(bench.batches(softened)), reference=at_one)


def _told(bench: Workbench, place: int, news: Snapshot | None) -> Snapshot | None:
    """Return what the training of the teacher at `place` says as news of the stage."""
    name = f"teacher {place + 1}"
    return news and bench.told(name, news.step, news.steps, place=place, accuracy=news.accuracy, loss=news.loss)


def _parts(bench: Workbench) -> list[NDArray[Any]]:
    """Return the training images that each teacher sees, where they differ in that: a random part each, none twice."""
    if bench.experiment.teachers_differ != "parts":
        return []
    order = generator(Stream.PARTS, bench.experiment.teacher_seed).permutation(bench.dataset.train)
    return np.array_split(order, bench.experiment.teachers)


def _other(experiment: Experiment, place: int) -> Experiment:
    """Return the experiment whose teacher is the one at `place`."""
    change: dict[str, Any] = {"teacher_seed": (experiment.teacher_seed + place) % 2**31}
    if experiment.teachers_differ == "sizes":
        change["teacher"] = re.sub(r"\d+", lambda width: str(max(1, int(width[0]) >> place)), experiment.teacher)
    return experiment.model_copy(update=change)
