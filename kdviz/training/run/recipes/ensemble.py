"""Several teachers: those beside the first are trained here, then all answer together."""

import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from kdviz import measures
from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.objectives.ensemble import together
from kdviz.results import Arrays, Snapshot, StageResult
from kdviz.training.draws import Stream, generator
from kdviz.training.run import teacher
from kdviz.training.run.workbench import Lesson, Stages
from kdviz.training.schedule import Clock

STAGE = N_("ensemble")


def ensemble(lesson: Lesson) -> Stages:
    """Train the further teachers; students learn from all and are held against all, who are measured beside them."""
    experiment, clock = lesson.experiment, Clock()
    parts = _parts(lesson)
    answers, costs = ([], []) if parts else ([lesson.teacher_logits], [experiment.teacher_cost])
    known = len(answers)
    for place in range(known, experiment.teachers):
        other = _other(experiment, place)
        for news in (training := _Kept(teacher.train(other, Clock(), parts[place] if parts else None))):
            yield news and lesson.told(
                f"teacher {place + 1}", news.step, news.steps, place=place, accuracy=news.accuracy, loss=news.loss
            )
        network = teacher.taught(other, training.returned)
        answers.append(teacher.logits_by_id(network, lesson.dataset))
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
    test = lesson.dataset.test
    accuracy = float(measures.accuracy(at_one[test].numpy(), lesson.dataset.labels[test]))
    lesson.extra_parameters = sum(cost.parameters for cost in costs[known:])
    lesson.stages.append(
        StageResult(
            name=STAGE,
            accuracy=[accuracy],
            mean=accuracy,
            ci95=None,
            parameters=sum(cost.parameters for cost in costs),
            macs=sum(cost.macs for cost in costs),
            bytes=sum(cost.bytes for cost in costs),
            steps=(len(costs) - known) * experiment.teacher_steps,
            seconds=clock.seconds(),
        )
    )
    return replace(lesson.plan(lesson.batches(softened)), reference=at_one)


class _Kept:
    """Iterates over a training and keeps what it returns."""

    def __init__(self, going: Generator[Snapshot | None, None, Arrays]) -> None:
        self._going = going

    def __iter__(self) -> Iterator[Snapshot | None]:
        self.returned = yield from self._going


def _parts(lesson: Lesson) -> list[NDArray[Any]]:
    """Return the training images that each teacher sees, where they differ in that: a random part each, none twice."""
    if lesson.experiment.teachers_differ != "parts":
        return []
    order = generator(Stream.PARTS, lesson.experiment.teacher_seed).permutation(lesson.dataset.train)
    return np.array_split(order, lesson.experiment.teachers)


def _other(experiment: Experiment, place: int) -> Experiment:
    """Return the experiment whose teacher is the one at `place`."""
    change: dict[str, Any] = {"teacher_seed": (experiment.teacher_seed + place) % 2**31}
    if experiment.teachers_differ == "sizes":
        change["teacher"] = re.sub(r"\d+", lambda width: str(max(1, int(width[0]) >> place)), experiment.teacher)
    return experiment.model_copy(update=change)
