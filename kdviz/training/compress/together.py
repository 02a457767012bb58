"""Trainings that go on from given students: those of one shape and as many steps are one population."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

import torch
from torch import Tensor
from torch.func import functional_call, vmap

from kdviz.catalog import Stage
from kdviz.compression.student import Form, Tensors, round_inputs
from kdviz.experiment import Experiment
from kdviz.experiment.arms import Recipe, recipes
from kdviz.training.compress.students import Students
from kdviz.training.population.population import Batch, Population
from kdviz.training.run.students import students_of

# How many times a gradual cut goes on, in even distances.
CUTS = 40
MASKS, LEVELS = "masks", "levels"


class Program(NamedTuple):
    """What trainings have in common that are one population.

    Attributes
    ----------
    experiment : Experiment
        As which they train.
    begun : int
        Steps that they have been trained for before: the batches go on from there.
    steps : int
        Steps to take.
    """

    experiment: Experiment
    begun: int
    steps: int
    form: Form


@dataclass(frozen=True)
class Training:
    """One training: who goes into it, by which stage, whether by the teacher, and how fast.

    Attributes
    ----------
    learning_rate : float or None
        None for the experiment's.
    """

    students: Students
    stage: Stage
    taught: bool
    learning_rate: float | None

    def recipe(self, experiment: Experiment) -> Recipe:
        """Return what the student reads and how fast it learns."""
        own = dict(recipes(experiment)["distilled" if self.taught else "hard"])
        if self.learning_rate is not None:
            own["learning_rate"] = self.learning_rate
        return tuple(sorted(own.items()))


class Together:
    """Several trainings in one population.

    Parameters
    ----------
    population : Population or None
        One whose members from the place `first` on they are; where there is none, a population of them alone.
    """

    def __init__(
        self,
        program: Program,
        trainings: Sequence[Training],
        population: Population | None = None,
        first: int = 0,
    ) -> None:
        experiment = program.experiment
        self._program, self._trainings = program, trainings
        self.population = population or students_of(
            experiment, experiment.seed_list, [training.recipe(experiment) for training in trainings]
        )
        self._places = range(first, first + len(trainings))
        layers = [layer for training in trainings for layer in training.students.deployed.layers]
        cuts = any(training.stage.card.compresses for training in trainings)
        self._held: dict[str, Tensors] = {}
        if cuts or any(layer.masked for layer in layers):
            self._held[MASKS] = self._stacked(MASKS, torch.ones_like)
        if any(layer.grid for layer in layers):
            self._held[LEVELS] = self._stacked(LEVELS, torch.zeros_like)
        if self._held or program.form.activations:
            if program.form.activations:
                round_inputs(self.population.network)
            self.population.take_form(program.form, self._held)
        for place, training in zip(self._places, trainings, strict=True):
            starts = {name: values[:, None] for name, values in training.students.stacked.parameters.items()}
            self.population.begin_from(slice(place, place + 1), starts)

    def _stacked(self, kind: str, neutral: Callable[[Tensor], Tensor]) -> Tensors:
        """Return the tensors `kind` of all members, shapes (seeds, members, …), those of others `neutral`."""
        members = next(iter(self.population.parameters.values())).shape[1]
        found = {}
        for name, values in getattr(self._trainings[0].students.stacked, kind).items():
            each = [neutral(values)] * members
            for place, training in zip(self._places, self._trainings, strict=True):
                each[place] = getattr(training.students.stacked, kind)[name]
            found[name] = torch.stack(each, dim=1)
        return found

    def train(self, batches: Iterator[Batch], looks: Collection[int] = ()) -> Iterator[int]:
        """Take the steps, on `batches` from the first; yield each step's number.

        Parameters
        ----------
        looks : collection of int
            As of `Population.train`.

        Raises
        ------
        DivergedError
            As `Population.train`.
        """
        steps = self._program.steps
        every = max(1, steps // CUTS)
        for step in self.population.train(islice(batches, steps), looks):
            if step % every == 0 or step == steps:
                self._cut(step / steps)
            yield step

    def _cut(self, done: float) -> None:
        """Let gradual cuts go on to where they are when a share of the steps is `done`."""
        for place, training in enumerate(self._trainings):
            knobs = training.stage.knobs.at(done)
            if training.stage.card.compresses and knobs != training.stage.knobs.at(0.0):
                masks = self.students(place).compressed(training.stage, knobs).masks
                for name, mask in masks.items():
                    self._held[MASKS][name][:, self._places[place]] = mask

    def students(self, place: int) -> Students:
        """Return the students of the training at `place` as they are now."""
        students, member = self._trainings[place].students, self._places[place]
        parameters = {name: values[:, member].clone() for name, values in self.population.parameters.items()}
        stacked = students.stacked._replace(parameters=parameters)
        if MASKS in self._held:
            stacked = stacked._replace(masks={name: m[:, member].clone() for name, m in self._held[MASKS].items()})
        return replace(students, stacked=stacked)

    def logits(self, inputs: Tensor) -> Tensor:
        """Return the answers of all trainings' students to the same `inputs`, shape (trainings, seeds, n, classes)."""
        network, form = self.population.network, self._program.form

        def answer(parameters: Tensors, held: dict[str, Tensors]) -> Tensor:
            used = form(parameters, held) if held else parameters
            logits: Tensor = functional_call(network, used, (inputs,))
            return logits

        own = slice(self._places[0], self._places[-1] + 1)
        parameters = {name: values[:, own] for name, values in self.population.parameters.items()}
        held = {kind: {name: t[:, own] for name, t in tensors.items()} for kind, tensors in self._held.items()}
        with torch.no_grad():
            found: Tensor = vmap(vmap(answer))(parameters, held)
        return found.transpose(0, 1)
