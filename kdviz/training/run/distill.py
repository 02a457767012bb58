"""One experiment from its first draw to its measures: teacher, three arms over all seeds, test."""

from collections.abc import Generator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from numpy.typing import NDArray
from torch import Tensor

from kdviz import catalog, datasets, measures
from kdviz.datasets import Dataset
from kdviz.experiment import Experiment
from kdviz.measures import omitted
from kdviz.results import (
    ARMS,
    Arrays,
    Divergence,
    OmittedResult,
    Outcome,
    RunResult,
    Size,
    Snapshot,
    StageResult,
    TeacherResult,
)
from kdviz.results.arrays import fingerprint
from kdviz.training.draws import draw
from kdviz.training.parted import parted
from kdviz.training.population.device import as_inputs, device_kind, pick_device
from kdviz.training.population.divergence import DivergedError
from kdviz.training.population.population import Population
from kdviz.training.run import teacher
from kdviz.training.run.workbench import Plan, Recipe, Workbench
from kdviz.training.schedule import Clock
from kdviz.training.scores import (
    Part,
    answers,
    arm_measures,
    of_classes,
    paired_gain,
    reliability,
    score,
    untaught_pairs,
)
from kdviz.training.watch.observer import Observer

KEPT_PARTS: tuple[Part, ...] = ("validation", "test")


@dataclass(frozen=True)
class Trained:
    """The students of an experiment, and what came before them; on test images, these at most have been measured.

    Attributes
    ----------
    reference : Tensor, shape (n, classes)
        The answers by id that the students are held against.
    """

    dataset: Dataset
    bench: Workbench
    plan: Plan
    observer: Observer
    reference: Tensor
    diverged: Divergence | None


def train_students(
    experiment: Experiment, teacher_weights: Arrays, clock: Clock, *, tests: bool = True
) -> Generator[Snapshot | None, None, Trained]:
    """Train three arms over all seeds; parameters, errors and divergence as of `distill`, `tests` as of `Workbench`."""
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    transfer_sets = [draw(experiment, dataset, seed) for seed in experiment.seed_list]
    network = teacher.taught(experiment, teacher_weights)
    teacher_logits = teacher.logits_by_id(network, dataset)
    bench = Workbench(experiment, dataset, transfer_sets, teacher_weights, teacher_logits, clock, tests=tests)
    recipe: Recipe = catalog.named(experiment.kind_card.recipe)
    plan = yield from recipe(bench)
    population, diverged = plan.population, None
    reference = teacher_logits if plan.reference is None else plan.reference
    observer = Observer(experiment, dataset, transfer_sets[0], network, teacher_logits, clock, reference)
    try:
        for step in population.train(islice(plan.batches, experiment.steps), observer.due):
            yield observer.look(population, step) if step in observer.due else None
    except DivergedError as error:
        # Helpers learn on behalf of the distilled arm, which is the last.
        arm = ARMS[min(error.member, len(ARMS) - 1)]
        diverged = Divergence(step=error.step, arm=arm, seed=experiment.seed_list[error.seed])
    return Trained(dataset, bench, plan, observer, reference, diverged)


def distill(
    experiment: Experiment, run_id: str, teacher_weights: Arrays, clock: Clock
) -> Generator[Snapshot | None, None, Outcome]:
    """Run `experiment` with its trained teacher.

    Parameters
    ----------
    run_id : str
        Goes into the result.

    Returns
    -------
    Outcome
        Also when the students' training diverges: then of the weights from before that step.

    Raises
    ------
    RunFailedError
        If what comes before the students' training diverges.
    """
    begun = clock.seconds()
    trained = yield from train_students(experiment, teacher_weights, clock)
    dataset, bench, population = trained.dataset, trained.bench, trained.plan.population
    reference, observer = trained.reference, trained.observer
    arrays = _keep(dataset, population, reference.numpy())
    test, train = arrays["test_student_logits"], answers(population, dataset, "train")
    scores = {arm: score(dataset, test[:, at], train[:, at], reference.numpy()) for at, arm in enumerate(ARMS)}
    taught = bench.teacher_logits[dataset.test].numpy()
    key = fingerprint(dataset.samples)
    result = RunResult(
        run_id=run_id,
        experiment=experiment,
        teacher=TeacherResult(
            **dict(Size.of(experiment.teacher_cost)),
            accuracy=float(measures.accuracy(taught, arrays["test_labels"])),
            reliability=reliability(taught, arrays["test_labels"]),
            **of_classes(dataset, taught),
        ),
        student=Size.of(experiment.student_cost),
        arms={arm: arm_measures(own) for arm, own in scores.items()},
        gain=paired_gain(scores["distilled"], scores["hard"]),
        untaught=untaught_pairs(scores["hard"], dataset),
        omitted=_omitted(experiment, arrays),
        fingerprint=key,
        device=device_kind(),
        curves=observer.curves,
        diverged=trained.diverged,
        seconds=clock.seconds(),
        teacher_seconds=begun,
        stages=[*bench.stages, *_helpers(trained.plan, experiment, dataset)],
        extra_parameters=bench.extra_parameters,
    )
    students = {name: values.cpu().numpy() for name, values in population.shown.items()}
    samples, arrays, course = parted(experiment.data, dataset.samples, key, arrays, observer.course(population))
    return Outcome(result, students, arrays, course, samples)


def _keep(dataset: Dataset, population: Population, teacher_logits: NDArray[Any]) -> Arrays:
    arrays: Arrays = {}
    for part in KEPT_PARTS:
        ids = getattr(dataset, part)
        arrays[f"{part}_ids"] = ids
        arrays[f"{part}_inputs"] = dataset.inputs[ids]
        arrays[f"{part}_labels"] = dataset.labels[ids]
        arrays[f"{part}_teacher_logits"] = teacher_logits[ids]
        arrays[f"{part}_student_logits"] = answers(population, dataset, part)
    return arrays


def _helpers(plan: Plan, experiment: Experiment, dataset: Dataset) -> list[StageResult]:
    """Measure those who learned for the distilled students' sake, step by step with them."""
    if not plan.helpers:
        return []
    inputs = as_inputs(dataset.inputs[dataset.test]).to(pick_device())
    logits = plan.population.logits(inputs, members=slice(len(ARMS), None)).cpu().numpy()
    accuracy = measures.accuracy(logits, dataset.labels[dataset.test])
    return [
        StageResult(
            name=name,
            accuracy=accuracy[:, place].tolist(),
            **dict(measures.over_seeds(accuracy[:, place])),
            **dict(Size.of(experiment.student_cost)),
            steps=experiment.steps,
        )
        for place, name in enumerate(plan.helpers)
    ]


def _omitted(experiment: Experiment, arrays: Arrays) -> OmittedResult | None:
    """Measure what is known of the class that was left out, if one was."""
    label = experiment.omit_class
    if label is None:
        return None
    counts, truth, arms = experiment.data.train_per_class, arrays["test_labels"], {}
    share = counts[label] / sum(counts)
    for place, arm in enumerate(ARMS):
        validation, test = (arrays[f"{part}_student_logits"][:, place] for part in ("validation", "test"))
        biases = omitted.biases(validation, test, truth, label, share)
        arms[arm] = {name: omitted.recognized(test, truth, label, bias) for name, bias in biases.items()}
    return OmittedResult(label=label, share=share, arms=arms)
