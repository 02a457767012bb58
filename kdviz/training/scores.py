"""What is measured of students, the same in a run and in a sweep."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import softmax

from kdviz import measures
from kdviz.catalog.choice import is_imbalanced
from kdviz.datasets import Dataset
from kdviz.experiment.work import MEASURED_IMAGES
from kdviz.measures import Bins
from kdviz.results import Estimate, Measures
from kdviz.results.measures import MEASURES, Reliability, Untaught
from kdviz.training.population.device import as_inputs, pick_device
from kdviz.training.population.population import Population

Numbers = NDArray[Any]
Part = Literal["train", "validation", "test"]
IMAGES_AT_ONCE = 256


def answers(population: Population, dataset: Dataset, part: Part) -> Numbers:
    """Return every student's logits on the images of a part, shape (seeds, members, n, classes)."""
    images = as_inputs(dataset.inputs[measured_ids(dataset, part)]).to(pick_device())
    return torch.cat([population.logits(some).cpu() for some in images.split(IMAGES_AT_ONCE)], dim=2).numpy()


def measured_ids(dataset: Dataset, part: Part) -> Numbers:
    """Return the ids of a part's images that students are measured on: of many training images the first ones.

    Parts are in random order; MNIST's 58,000 would take longer than its usual run, and say the same.
    """
    ids: Numbers = getattr(dataset, part)
    return ids[:MEASURED_IMAGES] if part == "train" else ids


def accuracies(population: Population, dataset: Dataset, part: Part) -> Numbers:
    """Return every student's accuracy on a part's images, shape (seeds, members); counted where the students are."""
    ids = getattr(dataset, part)
    images, labels = as_inputs(dataset.inputs[ids]), torch.from_numpy(dataset.labels[ids])
    parts = (values.to(pick_device()).split(IMAGES_AT_ONCE) for values in (images, labels))
    pairs = zip(*parts, strict=True)
    right = [(population.logits(some).argmax(-1) == truth).sum(-1) for some, truth in pairs]
    return torch.stack(right).sum(0).cpu().numpy() / len(ids)


@dataclass(frozen=True)
class Scores:
    """The numbers of students, shapes (members, …).

    Attributes
    ----------
    each : dict of ndarray, shapes (members,)
        By measure.
    bins : Bins
        Test answers by confidence.
    logits : ndarray, shape (members, n, classes)
        On the test images.
    train_answers : ndarray of int, shape (members, m)
        Classes, on the training images.
    recalls : ndarray, shape (members, classes)
        Of each class on the test images; of no class where all are about as frequent.
    """

    each: dict[str, Numbers]
    bins: Bins
    logits: Numbers
    train_answers: Numbers
    recalls: Numbers

    def of(self, chosen: Sequence[int]) -> "Scores":
        """Return those of the members at the places `chosen`, in that order."""
        return _combined([self], lambda own: own[0][list(chosen)])


def joined(scores: Sequence[Scores]) -> Scores:
    """Return all members of several scores as one."""
    return _combined(scores, np.concatenate)


def _combined(scores: Sequence[Scores], combine: Callable[[list[Numbers]], Numbers]) -> Scores:
    """Return scores of which each array is what `combine` makes of those of `scores`."""
    return Scores(
        {name: combine([part.each[name] for part in scores]) for name in scores[0].each},
        Bins(*(combine([getattr(part.bins, field.name) for part in scores]) for field in fields(Bins))),
        combine([part.logits for part in scores]),
        combine([part.train_answers for part in scores]),
        combine([part.recalls for part in scores]),
    )


def score(dataset: Dataset, test: Numbers, train: Numbers, reference: Numbers) -> Scores:
    """Measure students.

    Parameters
    ----------
    test, train : ndarray, shapes (members, n, classes)
        Their logits on the test images, and on those that are measured of training.
    reference : ndarray, shape (n, classes)
        Logits by sample id that fidelity is measured against.
    """
    labels, taught = dataset.labels[dataset.test], reference[dataset.test]
    probabilities = softmax(test.astype(float), axis=-1)
    bins = measures.bins(probabilities, labels)
    each = {
        "accuracy": measures.accuracy(test, labels),
        "nll": measures.negative_log_likelihood(test, labels),
        "brier": measures.brier(probabilities, labels),
        "ece": measures.expected_calibration_error(bins),
        "agreement": measures.agreement(test, taught),
        "agreement_train": measures.agreement(train, reference[measured_ids(dataset, "train")]),
        "agreement_on_errors": measures.agreement_on_errors(test, taught, labels),
        "kl": measures.kl_to_teacher(test, taught),
    }
    return Scores(each, bins, test, train.argmax(-1), unequal_recalls(dataset, test))


def unequal_recalls(dataset: Dataset, test: Numbers) -> Numbers:
    """Return the recall of each class, shape (members, classes), or of none where they are about as frequent.

    `test` is as in `score`.
    """
    counts = np.bincount(dataset.labels[dataset.train], minlength=test.shape[-1])
    found = measures.recalls(test, dataset.labels[dataset.test])
    return found if is_imbalanced(counts.tolist()) else found[:, :0]


def arm_measures(scores: Scores) -> Measures:
    """Return the measures of one arm, a student a seed."""
    found = dict(zip(scores.each, measures.estimates(np.stack([*scores.each.values()])), strict=True))
    # The mean of no numbers is none: there the teacher errs on none.
    known = {name: found[name] for name in MEASURES if not np.isnan(found[name].mean)}
    return Measures(
        accuracy=scores.each["accuracy"].tolist(),
        **dict(found["accuracy"]),
        **{name: estimate.mean for name, estimate in known.items()},
        intervals={name: estimate.ci95 for name, estimate in known.items()},
        reliability=_reliability(scores.bins),
        **_of_classes(scores.recalls),
    )


def _of_classes(recalls: Numbers) -> dict[str, Any]:
    """Return the balanced accuracy and each class's recall, where they are known."""
    if not recalls.shape[1]:
        return {}
    by_class = measures.estimates(recalls.T)
    return {
        "balanced": measures.over_seeds(np.nanmean(recalls, axis=1)),
        "recall": [None if np.isnan(each.mean) else each for each in by_class],
    }


def paired_gain(distilled: Scores, hard: Scores) -> Estimate:
    """Return how much more accurate the distilled students are than their twins, paired within each seed."""
    return measures.over_seeds(distilled.each["accuracy"] - hard.each["accuracy"])


def untaught_pairs(twins: Scores, dataset: Dataset) -> Untaught | None:
    """Return how well each seed's twin stands for the next seed's; nothing for one seed."""
    if len(twins.logits) == 1:
        return None
    found = measures.between_seeds(twins.logits, dataset.labels[dataset.test], twins.train_answers)
    return Untaught(**{name: None if np.isnan(value) else value for name, value in found.items()})


def reliability(logits: Numbers, labels: Numbers) -> Reliability:
    """Return how often one network is right by how sure it is; shapes (n, classes) and (n,)."""
    return _reliability(measures.bins(softmax(logits.astype(float), axis=-1)[None], labels))


def of_classes(dataset: Dataset, logits: Numbers) -> dict[str, Any]:
    """Return one network's balanced accuracy and recalls, where classes differ in size; shape (n, classes)."""
    (recalls,) = unequal_recalls(dataset, logits[None])
    if not len(recalls):
        return {}
    known = [None if np.isnan(each) else float(each) for each in recalls]
    return {"balanced": float(np.nanmean(recalls)), "recall": known}


def _reliability(bins: Bins) -> Reliability:
    count = bins.count.sum(axis=0)
    filled = np.maximum(count, 1)
    return Reliability(
        count=count.astype(int).tolist(),
        confidence=(bins.confidence.sum(axis=0) / filled).tolist(),
        accuracy=(bins.accuracy.sum(axis=0) / filled).tolist(),
    )
