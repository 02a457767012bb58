"""Classic distillation, and what it looks like under the lens: answers of other images, a teacher that falls silent."""

from collections.abc import Generator, Iterator

import numpy as np
import torch
from torch import Tensor

from kdviz.datasets import Dataset
from kdviz.training.draws import Stream, generator
from kdviz.training.population.population import Batch, Population
from kdviz.training.run.workbench import DISTILLED, Plan, Workbench


def under_the_lens(bench: Workbench) -> Generator[None, None, Plan]:
    """Return the plan with the answers that are asked for, until the step that is asked for."""
    yield from ()
    experiment, answers = bench.experiment, None
    if experiment.soft_labels != "own":
        answers = torch.stack(
            [
                replaced(bench.teacher_logits, bench.dataset, experiment.soft_labels, seed)
                for seed in experiment.seed_list
            ]
        )
    plan = bench.plan(bench.batches(answers))
    last = round(experiment.distill_until * experiment.steps)
    if last == experiment.steps:
        return plan
    return Plan(plan.population, _silent_after(last, plan.batches, plan.population))


def _silent_after(last: int, batches: Iterator[Batch], population: Population) -> Iterator[Batch]:
    """Yield batches, and take the teacher's weight away when the one after step `last` is asked for.

    References
    ----------
    Cho and Hariharan 2019, On the Efficacy of Knowledge Distillation, section 4.2.
    """
    for step, batch in enumerate(batches):
        if step == last:
            population.knobs["alpha"][DISTILLED] = 0.0
        yield batch


def replaced(logits: Tensor, dataset: Dataset, by: str, seed: int) -> Tensor:
    """Return the teacher's logits with each training image's answer replaced.

    Parameters
    ----------
    logits : Tensor, shape (n, classes)
        By sample id.
    by : str
        ``"class-mean"``, ``"permuted"`` (the classes other than the image's own trade their logits), ``"same-class"``
        or ``"random"`` (another training image's).
    seed : int
        Draws what there is to draw.

    Returns
    -------
    Tensor, shape (n, classes)
    """
    rng, new = generator(Stream.SOFT_LABELS, seed), logits.clone()
    train, labels = dataset.train, dataset.labels
    if by == "random":
        new[train] = logits[_others(train, rng)]
    for label in np.unique(labels[train]):
        own = train[labels[train] == label]
        if by == "class-mean":
            new[own] = logits[own].mean(0)
        elif by == "same-class":
            new[own] = logits[_others(own, rng)]
        elif by == "permuted":
            rest = np.delete(np.arange(logits.shape[1]), label)
            mixed = rng.permuted(np.tile(rest, (len(own), 1)), axis=1)
            new[own[:, None], rest] = logits[own[:, None], mixed]
    return new


def _others(ids: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return for each of `ids` another one of them, each once."""
    order = rng.permutation(len(ids))
    other = np.empty_like(ids)
    other[order] = ids[np.roll(order, 1)]
    return other
