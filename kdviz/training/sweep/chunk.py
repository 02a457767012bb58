"""A chunk of a sweep: all its cells in as few populations as memory allows, every student trained once."""

from collections.abc import Generator, Sequence
from functools import partial
from itertools import islice

import numpy as np
from torch import Tensor

from kdviz import datasets
from kdviz.datasets import Dataset
from kdviz.experiment import Experiment
from kdviz.experiment.arms import Group, Recipe, data_key, is_stacked, recipes
from kdviz.experiment.packing import populations
from kdviz.networks import Outputs
from kdviz.results import ARMS, Arm, Arrays, Divergence
from kdviz.results.cell import CellCurves, CellOutcome, CellResult
from kdviz.training.batches import student_batches
from kdviz.training.draws import draw
from kdviz.training.population.device import device_kind
from kdviz.training.population.divergence import DivergedError
from kdviz.training.population.population import Population
from kdviz.training.run import teacher
from kdviz.training.run.distill import distill
from kdviz.training.run.steps import mapped
from kdviz.training.run.students import students_of
from kdviz.training.schedule import Clock, report_steps
from kdviz.training.scores import Numbers, Part, Scores, accuracies, answers, joined, score
from kdviz.training.sweep.cells import Students

# Enough for a curve; every report measures all students on all validation images.
REPORTS = 8
TESTED: tuple[Part, ...] = ("test", "train")
# Students whose probabilities are held at once, in double precision.
SCORED_AT_ONCE = 256

Progress = Generator[float | None, None, list[CellOutcome]]


class _RecipeDivergedError(Exception):
    """A student ran away, and with it every cell that needs this group's student of this recipe."""

    def __init__(self, recipe: Recipe, group: Group, step: int) -> None:
        super().__init__(f"step {step}, {group}: {recipe}")
        self.recipe, self.group, self.step = recipe, group, step


def train_cells(experiments: Sequence[Experiment], teacher_weights: Arrays, clock: Clock | None = None) -> Progress:
    """Train experiments of one family together.

    Parameters
    ----------
    experiments : sequence of Experiment
        With equal `kdviz.experiment.packing.family`.
    teacher_weights : dict of ndarray
        Their teacher's.

    Yields
    ------
    float or None
        After every step: the share that is done, or None while that is no news.

    Returns
    -------
    list of CellOutcome
        In the order of the experiments. A cell that diverges says where; the others are trained without it.
    """
    first = experiments[0]
    if is_stacked(first):
        outcomes = yield from _stacked(experiments, teacher_weights)
    else:
        outcomes = yield from _alone(first, teacher_weights, clock or Clock(), len(experiments))
    return [outcome.model_copy(update={"device": device_kind()}) for outcome in outcomes]


def _stacked(experiments: Sequence[Experiment], teacher_weights: Arrays) -> Progress:
    first = experiments[0]
    dataset = datasets.load(first.dataset, first.data_seed)
    teacher_logits = teacher.logits_by_id(teacher.taught(first, teacher_weights), dataset)
    outcomes: dict[Experiment, CellOutcome] = {}
    while left := [experiment for experiment in dict.fromkeys(experiments) if experiment not in outcomes]:
        try:
            outcomes |= yield from _together(left, dataset, teacher_logits)
        except _RecipeDivergedError as error:
            outcomes |= {experiment: where for experiment in left if (where := _diverged(experiment, error))}
    return [outcomes[experiment] for experiment in experiments]


def _diverged(experiment: Experiment, error: _RecipeDivergedError) -> CellOutcome | None:
    (key, seed), own = error.group, recipes(experiment)
    if key != data_key(experiment) or seed not in experiment.seed_list:
        return None
    arms: list[Arm] = [arm for arm in ARMS if own[arm] == error.recipe]
    return CellOutcome(diverged=Divergence(step=error.step, arm=arms[0], seed=seed)) if arms else None


def _together(
    experiments: Sequence[Experiment], dataset: Dataset, teacher_logits: Tensor
) -> Generator[float | None, None, dict[Experiment, CellOutcome]]:
    drawn_by = {data_key(experiment): experiment for experiment in experiments}
    blocks = populations(experiments, device_kind())
    scores: list[Scores] = []
    curves: list[Numbers] = []
    places: dict[tuple[Group, Recipe], int] = {}
    steps = sorted(report_steps(experiments[0].steps, REPORTS))
    for number, (needed, groups) in enumerate(blocks):
        draws = [(drawn_by[key], seed) for key, seed in groups]
        going = _train_block(experiments[0], draws, needed, dataset, teacher_logits, steps)
        try:
            measured, curve = yield from mapped(going, partial(_of_all, number, len(blocks)))
        except DivergedError as error:
            raise _RecipeDivergedError(needed[error.member], groups[error.seed], error.step) from error
        scores.append(measured)
        curves.append(curve)
        for group in groups:
            for recipe in needed:
                places[group, recipe] = len(places)
    students = Students(dataset, teacher_logits.numpy(), joined(scores), np.concatenate(curves), steps)

    def cell(experiment: Experiment) -> CellOutcome:
        key, own = data_key(experiment), recipes(experiment)
        arms: dict[Arm, list[int]] = {
            arm: [places[(key, seed), own[arm]] for seed in experiment.seed_list] for arm in ARMS
        }
        return CellOutcome(result=students.cell(arms))

    return {experiment: cell(experiment) for experiment in experiments}


def _of_all(number: int, count: int, share: float | None) -> float | None:
    """Return the share of all `count` blocks that is done with this `share` of the one at `number`."""
    return None if share is None else (number + share) / count


def _train_block(
    family: Experiment,
    draws: Sequence[tuple[Experiment, int]],
    needed: Sequence[Recipe],
    dataset: Dataset,
    teacher_logits: Tensor,
    steps: Sequence[int],
) -> Generator[float | None, None, tuple[Scores, Numbers]]:
    seeds = [seed for _experiment, seed in draws]
    population = students_of(family, seeds, needed)
    transfer_sets = [draw(experiment, dataset, seed) for experiment, seed in draws]
    batches = student_batches(seeds, family.batch_size, dataset, transfer_sets, Outputs(teacher_logits))
    curve: list[Numbers] = []
    for step in population.train(islice(batches, family.steps), steps):
        if step not in steps:
            yield None
            continue
        curve.append(accuracies(population, dataset, "validation").ravel())
        yield step / family.steps
    test, train = (_answers(population, dataset, part) for part in TESTED)
    some = [slice(start, start + SCORED_AT_ONCE) for start in range(0, len(test), SCORED_AT_ONCE)]
    scores = [score(dataset, test[rows], train[rows], teacher_logits.numpy()) for rows in some]
    return joined(scores), np.stack(curve, axis=-1)


def _answers(population: Population, dataset: Dataset, part: Part) -> Numbers:
    """Return every student's logits on a part's images, shape (groups × recipes, n, classes)."""
    logits = answers(population, dataset, part)
    return logits.reshape(-1, *logits.shape[2:])


def _alone(experiment: Experiment, teacher_weights: Arrays, clock: Clock, count: int) -> Progress:
    """Run an experiment whose kind has a recipe of its own, and measure its students as those of other cells."""
    going = distill(experiment, "", teacher_weights, clock)
    result = (yield from mapped(going, lambda snapshot: snapshot.step / snapshot.steps if snapshot else None)).result
    if result.diverged is not None:
        return [CellOutcome(diverged=result.diverged)] * count
    curves = CellCurves(
        steps=[snapshot.step for snapshot in result.curves],
        hard=[snapshot.accuracy["hard"] for snapshot in result.curves],
        distilled=[snapshot.accuracy["distilled"] for snapshot in result.curves],
        teacher=result.curves[-1].teacher_accuracy,
    )
    cell = CellResult(
        **result.arms,
        gain=result.gain,
        teacher_accuracy=result.teacher.accuracy,
        teacher_reliability=result.teacher.reliability,
        untaught=result.untaught,
        curves=curves,
    )
    return [CellOutcome(result=cell)] * count
