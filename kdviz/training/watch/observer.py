"""What is seen of the students while they train, and kept of it for a replay."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kdviz import measures
from kdviz.catalog import named
from kdviz.datasets import Dataset
from kdviz.experiment import Experiment
from kdviz.networks import Network
from kdviz.results import ARMS, Arm, Arrays, Snapshot
from kdviz.training.draws import TransferSet
from kdviz.training.population.device import as_inputs, pick_device
from kdviz.training.population.population import Population
from kdviz.training.schedule import Clock, student_reports
from kdviz.training.watch import surfaces
from kdviz.training.watch.attention import attention_maps
from kdviz.training.watch.curves import curve_point

# Images to choose from for each of the scores, and numbers that the replay of all of them may take.
GALLERY = 12
KEPT_NUMBERS = 2_000_000
TWINS: tuple[Arm, ...] = ("hard", "distilled")
TWIN_MEMBERS = [ARMS.index(arm) for arm in TWINS]
# Halves reach no further; softmax makes no difference of it.
LARGEST = 60_000


class Observer:
    """Measures the validation images after the steps in `due`, and remembers the answers to them.

    Parameters
    ----------
    transfer : TransferSet
        The first seed's.
    network : Network
        The trained teacher.
    teacher_logits : Tensor, shape (n, classes)
        Its answers; a sample's row is its id.
    reference : Tensor, shape (n, classes)
        The answers by id that the students are held against: the teacher's, unless they learned from others'.
    """

    def __init__(
        self,
        experiment: Experiment,
        dataset: Dataset,
        transfer: TransferSet,
        network: Network,
        teacher_logits: Tensor,
        clock: Clock,
        reference: Tensor,
    ) -> None:
        self.due = student_reports(experiment)
        self.curves: list[Snapshot] = []
        self._experiment, self._dataset, self._clock = experiment, dataset, clock
        self._teacher, self._reference = network, reference
        device = pick_device()
        self._inputs = as_inputs(dataset.inputs[dataset.validation]).to(device)
        self._truth = torch.from_numpy(dataset.labels[dataset.validation]).to(device)
        answers = teacher_logits[dataset.validation].numpy()
        self._teacher_accuracy = float(measures.accuracy(answers, dataset.labels[dataset.validation]))
        self._plane, self._grid = None, None
        if experiment.data.has_surfaces:
            self._plane, grid = surfaces.ground(dataset, transfer, experiment.first_seed, network)
            self._grid = grid.to(device)
        shows = experiment.kind_card.shows
        self._watches = [named(each.code)(dataset, network, experiment.first_seed) for each in shows]
        self._course: list[Tensor] = []

    def look(self, population: Population, step: int) -> Snapshot | None:
        """Measure the students after `step`; None where one's answers are no numbers, which the next step tells."""
        logits = population.logits(self._inputs)
        # A sum is no number where one of them is none, and found in a fifth of the time of asking each.
        if not bool(logits.sum().isfinite()):
            return None
        self._course.append(logits[:, TWIN_MEMBERS].clamp(-LARGEST, LARGEST).to(torch.float16).cpu())
        snapshot = Snapshot(
            stage="students",
            step=step,
            steps=self._experiment.steps,
            seconds=self._clock.seconds(),
            **curve_point(logits, self._truth, ARMS),
        )
        extra: dict[str, Any] = {"teacher_accuracy": self._teacher_accuracy}
        if self._grid is not None:
            answers = population.logits(self._grid, seeds=slice(0, 1))[0]
            extra["surfaces"] = {arm: surfaces.encode(answers[ARMS.index(arm)]) for arm in TWINS}
            extra["plane"] = None if self.curves else self._plane
        for watch in self._watches:
            extra |= watch.look(population, dict(zip(TWINS, TWIN_MEMBERS, strict=True)), first=not self.curves)
        self.curves.append(snapshot.model_copy(update=extra))
        return self.curves[-1]

    def course(self, population: Population) -> Arrays:
        """Return the answers to the most telling validation images, as they were at the snapshots.

        Parameters
        ----------
        population : Population
            As it ended.

        Returns
        -------
        dict of ndarray
            For m images, chosen so that each of the scores in `kdviz.measures.knowledge` has its highest among them:
            ``inputs`` (m, …), ``labels`` and ``ids`` (m,), ``teacher`` (m, classes), each score (m,); and ``students``
            (snapshots, seeds, 2, m, classes) as 16-bit floats, hard twin and distilled student, with ``steps``. Where
            those would be many, evenly spaced snapshots are kept. Of ConvNets also the maps that
            `kdviz.training.watch.attention.attention_maps` describes. Nothing where there is no snapshot.
        """
        if not self._course:
            return {}
        ids = self._dataset.validation
        labels, answers = self._dataset.labels[ids], self._reference[ids].numpy()
        hard, distilled = self._course[-1].float().numpy().swapaxes(0, 1)
        scores = measures.knowledge(labels, answers, hard, distilled, self._experiment.temperature)
        chosen = measures.gallery(scores, GALLERY)
        kept = self._kept(self._course[-1][:, :, chosen].numel())
        return {
            "inputs": self._dataset.inputs[ids[chosen]],
            "labels": labels[chosen],
            "ids": ids[chosen],
            "teacher": answers[chosen],
            "students": torch.stack([self._course[place][:, :, chosen] for place in kept]).numpy(),
            "steps": np.array([self.curves[place].step for place in kept]),
            **{name: values[chosen].astype(np.float32) for name, values in scores.items()},
            **attention_maps(population, TWIN_MEMBERS, self._teacher, as_inputs(self._dataset.inputs[ids[chosen]])),
        }

    def _kept(self, numbers: int) -> NDArray[Any]:
        """Return the places of the snapshots that are kept when one has as many `numbers`; the last is among them."""
        count = min(len(self._course), max(2, KEPT_NUMBERS // numbers))
        return np.unique(np.linspace(len(self._course) - 1, 0, count).round().astype(int))
