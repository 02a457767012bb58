"""Settings of a search, trained and held against the validation images alone."""

from collections.abc import Generator, Sequence
from functools import partial
from itertools import islice

from kdviz import datasets
from kdviz.experiment import Experiment
from kdviz.experiment.arms import Arm, Group, Recipe, data_key, is_stacked, recipes
from kdviz.experiment.packing import populations
from kdviz.networks import Outputs
from kdviz.results import Arrays, RunFailedError, Snapshot
from kdviz.results.search import TrialScores
from kdviz.training.batches import student_batches
from kdviz.training.draws import draw
from kdviz.training.population.device import device_kind
from kdviz.training.population.divergence import DivergedError
from kdviz.training.run import teacher
from kdviz.training.run.distill import train_students
from kdviz.training.run.steps import mapped
from kdviz.training.run.students import students_of
from kdviz.training.schedule import Clock, report_steps
from kdviz.training.scores import accuracies

TAUGHT: tuple[Arm, ...] = ("distilled",)
# How often a piece says how far it is.
REPORTS = 8
# Of a student that ran away: it answers nothing.
RAN_AWAY = 0.0

Scores = list[list[float]]
Progress = Generator[float | None, None, Scores]


def train_trials(
    experiments: Sequence[Experiment], teacher_weights: Arrays, clock: Clock | None = None
) -> Generator[float | None, None, TrialScores]:
    """Train the distilled students of experiments of one family together.

    Parameters
    ----------
    experiments : sequence of Experiment
        With equal `kdviz.experiment.packing.family`.

    Yields
    ------
    float or None
        After every step: the share that is done, or None while that is no news.

    Returns
    -------
    TrialScores
        `RAN_AWAY` for a student that diverged.
    """
    together = is_stacked(experiments[0])
    going = _stacked(experiments, teacher_weights) if together else _alone(experiments, teacher_weights, clock)
    return TrialScores(scores=(yield from going), device=device_kind())


def _alone(experiments: Sequence[Experiment], teacher_weights: Arrays, clock: Clock | None) -> Progress:
    """Train experiments whose kind has a recipe of its own, one after the other."""
    scores: Scores = []
    for place, experiment in enumerate(experiments):
        going = train_students(experiment, teacher_weights, clock or Clock(), tests=False)
        try:
            trained = yield from mapped(going, partial(_of_all, place, len(experiments)))
            taught = None if trained.diverged else trained.observer.curves[-1].accuracy["distilled"]
        except RunFailedError:
            # What its recipe trains first diverged.
            taught = None
        scores.append(taught or [RAN_AWAY] * experiment.seeds)
    return scores


def _of_all(place: int, count: int, snapshot: Snapshot | None) -> float | None:
    return None if snapshot is None else (place + snapshot.step / snapshot.steps) / count


def _stacked(experiments: Sequence[Experiment], teacher_weights: Arrays) -> Progress:
    first = experiments[0]
    dataset = datasets.load(first.dataset, first.data_seed)
    answers = Outputs(teacher.logits_by_id(teacher.taught(first, teacher_weights), dataset))
    drawn_by = {data_key(experiment): experiment for experiment in experiments}
    found: dict[tuple[Group, Recipe], float] = {}
    told = report_steps(first.steps, REPORTS)
    blocks = populations(experiments, device_kind(), TAUGHT)
    for number, (needed, groups) in enumerate(blocks):
        left = list(needed)
        while left:
            seeds = [seed for _key, seed in groups]
            population = students_of(first, seeds, left)
            transfer_sets = [draw(drawn_by[key], dataset, seed) for key, seed in groups]
            batches = student_batches(seeds, first.batch_size, dataset, transfer_sets, answers)
            try:
                for step in population.train(islice(batches, first.steps)):
                    # A message a step took a piece of 24 students three times as long.
                    yield (number + step / first.steps) / len(blocks) if step in told else None
            except DivergedError as error:
                # The others are trained without it.
                lost = left.pop(error.member)
                found |= {(group, lost): RAN_AWAY for group in groups}
                continue
            measured = accuracies(population, dataset, "validation").tolist()
            for group, row in zip(groups, measured, strict=True):
                found |= {(group, recipe): score for recipe, score in zip(left, row, strict=True)}
            break

    def own(experiment: Experiment) -> list[float]:
        key, recipe = data_key(experiment), recipes(experiment)["distilled"]
        return [found[(key, seed), recipe] for seed in experiment.seed_list]

    return [own(experiment) for experiment in experiments]
