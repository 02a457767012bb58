"""What a recipe works with: the teacher, what the students may see, and the means to train others on the way."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from kdviz import measures
from kdviz.catalog import Cost
from kdviz.catalog.layers import Pick, nothing
from kdviz.datasets import Dataset
from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.networks import Outputs
from kdviz.objectives.classic import classic
from kdviz.results import ARMS, Arrays, RunFailedError, Snapshot, StageResult
from kdviz.training.batches import student_batches
from kdviz.training.draws import Stream, TransferSet
from kdviz.training.population.device import as_inputs, pick_device
from kdviz.training.population.divergence import DivergedError
from kdviz.training.population.population import Batch, Population
from kdviz.training.run import teacher
from kdviz.training.run.students import arms_population, untaught
from kdviz.training.schedule import Clock, stage_reports
from kdviz.training.watch.curves import curve_point

STAGE_DIVERGED = N_(
    "The training before the students' own ({stage}) diverged at step {step}. Try a smaller learning rate."
)
DISTILLED = slice(ARMS.index("distilled"), ARMS.index("distilled") + 1)
# What whoever learns in a stage is called in its snapshots.
STAGE = "stage"


@dataclass(frozen=True)
class Plan:
    """What is left to do after the stages.

    Attributes
    ----------
    population : Population
        The three arms of every seed, and helpers if there are any.
    batches : iterator of Batch
        Without end.
    helpers : tuple of str
        What the helpers are called.
    reference : Tensor, shape (n, classes), or None
        Answers by id that students are held against for fidelity; None for those of the teacher as it is set.
    """

    population: Population
    batches: Iterator[Batch]
    helpers: tuple[str, ...] = ()
    reference: Tensor | None = None


@dataclass
class Workbench:
    """What the recipe of one experiment works with.

    Attributes
    ----------
    transfer_sets : list of TransferSet
        One a seed.
    teacher_logits : Tensor, shape (n, classes)
        By sample id.
    stages : list of StageResult
        Who was trained on the way.
    begun : int
        Steps that the students have been trained for before: the batches go on from there.
    tests : bool
        Whether who is trained on the way is measured, on test images: a search must not look at these.
    extra_parameters : int
        Parameters trained beside the student's own and not part of it.
    """

    experiment: Experiment
    dataset: Dataset
    transfer_sets: list[TransferSet]
    teacher_weights: Arrays
    teacher_logits: Tensor
    clock: Clock = field(default_factory=Clock)
    begun: int = 0
    tests: bool = True

    def __post_init__(self) -> None:
        self.stages: list[StageResult] = []
        self.extra_parameters = 0
        self.teacher = teacher.taught(self.experiment, self.teacher_weights).to(pick_device())
        self.inputs = as_inputs(self.dataset.inputs)

    @property
    def stage(self) -> str:
        """What the kind's stage trains or makes."""
        return self.experiment.kind_card.stages[0].name

    def teacher_layers(self, reads: Pick) -> tuple[Tensor, ...]:
        """Return what the teacher's layers say of every sample, by id."""
        if reads is nothing:
            return ()
        parts = [reads(self.teacher.outputs(part.to(pick_device())).layers) for part in self.inputs.split(256)]
        return tuple(torch.cat(layers) for layers in zip(*parts, strict=True))

    def batches(self, teacher_logits: Tensor | None = None, reads: Pick | None = None) -> Iterator[Batch]:
        """Yield the seeds' batches from the first new one on, with the answers of the teacher or of others."""
        logits = self.teacher_logits if teacher_logits is None else teacher_logits
        layers = self.teacher_layers(reads or self.experiment.kind_card.reads)
        seeds, size = self.experiment.seed_list, self.experiment.batch_size
        batches = student_batches(seeds, size, self.dataset, self.transfer_sets, Outputs(logits, layers))
        return islice(batches, self.begun, None)

    def plan(self, batches: Iterator[Batch] | None = None) -> Plan:
        """Return the plan to train the three arms, on the usual batches unless there are others."""
        return Plan(arms_population(self.experiment), batches or self.batches())

    def learners(self, network: str, stream: Stream, place: int, *, alpha: float) -> Population:
        """Return one student a seed that learns as classic distillation goes, at the experiment's temperature."""
        knobs = {"temperature": self.experiment.temperature, "alpha": alpha}
        return Population(
            untaught(self.experiment, network, stream, place),
            classic,
            {name: torch.tensor([value]) for name, value in knobs.items()},
            self.experiment.optimizer,
            self.experiment.learning_rate,
            pick_device(),
        )

    def study(
        self, name: str, population: Population, batches: Iterator[Batch], steps: int, *, cost: Cost | None
    ) -> Generator[Snapshot | None, None, None]:
        """Train `population`, one member a seed, as a stage on the way, and measure it.

        Parameters
        ----------
        cost : Cost or None
            Of one of them; None for those that answer nothing yet, of which there is nothing to measure.

        Raises
        ------
        RunFailedError
            If it diverges.
        """
        clock, due = Clock(), stage_reports(self.experiment, steps)
        images, truth = self.part(self.dataset.validation)
        try:
            for step in population.train(islice(batches, steps), due):
                point = curve_point(population.logits(images), truth, [STAGE]) if cost and step in due else {}
                yield self.told(name, step, steps, **point) if step in due else None
        except DivergedError as error:
            raise RunFailedError(STAGE_DIVERGED, stage=name, step=error.step) from error
        measured: dict[str, Any] = {}
        if cost and self.tests:
            logits = population.logits(self.part(self.dataset.test)[0])[:, 0].cpu().numpy()
            accuracy = measures.accuracy(logits, self.dataset.labels[self.dataset.test])
            measured = {"accuracy": accuracy.tolist(), "macs": cost.macs, "bytes": cost.bytes}
            measured |= dict(measures.over_seeds(accuracy))
        self.stages.append(
            StageResult(
                name=name,
                **measured,
                parameters=population.trained_parameters,
                steps=steps,
                seconds=clock.seconds(),
            )
        )

    def told(self, name: str, step: int, steps: int, **more: Any) -> Snapshot:
        """Return how the stage `name`, the one after those that are over, goes on; `more` is what its snapshot says."""
        validation = self.dataset.validation
        taught = measures.accuracy(self.teacher_logits[validation].numpy(), self.dataset.labels[validation])
        return Snapshot(
            stage="stage",
            name=name,
            step=step,
            steps=steps,
            seconds=self.clock.seconds(),
            teacher_accuracy=float(taught),
            **({"place": len(self.stages), "accuracy": {}, "loss": {}} | more),
        )

    def part(self, ids: NDArray[Any]) -> tuple[Tensor, Tensor]:
        """Return inputs and labels of the samples `ids`, where the networks are."""
        return self.inputs[ids].to(pick_device()), torch.from_numpy(self.dataset.labels[ids]).to(pick_device())

    def answers_of(self, population: Population) -> Tensor:
        """Return the logits of one member a seed of every sample, by id; shape (seeds, n, classes)."""
        parts = self.inputs.to(pick_device()).split(256)
        return torch.cat([population.logits(part)[:, 0] for part in parts], dim=1)

    def with_images(self, bring: Callable[[int], Tensor]) -> Iterator[Batch]:
        """Yield the usual batches and with each seed's, unlabelled, the images that `bring` has for the step.

        Parameters
        ----------
        bring : callable
            The step, counted from zero, to inputs of shape (seeds, n, *shape).
        """
        for step, batch in enumerate(self.batches()):
            images = bring(step).to(batch.inputs)
            logits = self.teacher(images.flatten(0, 1)).unflatten(0, images.shape[:2])
            yield replace(
                batch,
                inputs=torch.cat([batch.inputs, images], dim=1),
                teacher=Outputs(torch.cat([batch.teacher.logits, logits], dim=1)),
            )


Stages = Generator[Snapshot | None, None, Plan]
Recipe = Callable[[Workbench], Stages]
