"""What is measured of a sweep's students, each once, and how the numbers of a cell come together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from kdviz import measures
from kdviz.datasets import Dataset
from kdviz.measures import Bins
from kdviz.results import Arm
from kdviz.results.cell import CellCurves, CellResult, Reliability, StudentMeasures, Untaught

Numbers = NDArray[Any]
Answers = dict[str, Numbers]


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
    curve : ndarray, shape (members, reports)
        Accuracy on the validation images.
    """

    each: dict[str, Numbers]
    bins: Bins
    logits: Numbers
    train_answers: Numbers
    curve: Numbers

    def of(self, chosen: Sequence[int]) -> "Scores":
        """Return those of the members at the places `chosen`, in that order."""
        rows = list(chosen)
        return Scores(
            {name: values[rows] for name, values in self.each.items()},
            Bins(self.bins.count[rows], self.bins.confidence[rows], self.bins.accuracy[rows]),
            self.logits[rows],
            self.train_answers[rows],
            self.curve[rows],
        )


def joined(scores: Sequence[Scores]) -> Scores:
    """Return all members of several scores as one."""
    return Scores(
        {name: np.concatenate([part.each[name] for part in scores]) for name in scores[0].each},
        Bins(
            *(np.concatenate([getattr(p.bins, name) for p in scores]) for name in ("count", "confidence", "accuracy"))
        ),
        np.concatenate([part.logits for part in scores]),
        np.concatenate([part.train_answers for part in scores]),
        np.concatenate([part.curve for part in scores]),
    )


def score(dataset: Dataset, answers: Answers, teacher_logits: Numbers, curve: Numbers) -> Scores:
    """Measure students.

    Parameters
    ----------
    dataset : Dataset
    answers : dict of ndarray, shapes (members, n, classes)
        Their logits on the ``"test"`` and ``"train"`` images.
    teacher_logits : ndarray, shape (n, classes)
        By sample id.
    curve : ndarray, shape (members, reports)
    """
    logits, labels, reference = answers["test"], dataset.labels[dataset.test], teacher_logits[dataset.test]
    probabilities = softmax(logits.astype(float), axis=-1)
    bins = measures.bins(probabilities, labels)
    each = {
        "accuracy": measures.accuracy(logits, labels),
        "nll": measures.negative_log_likelihood(logits, labels),
        "brier": measures.brier(probabilities, labels),
        "ece": measures.expected_calibration_error(bins),
        "agreement": measures.agreement(logits, reference),
        "agreement_train": measures.agreement(answers["train"], teacher_logits[dataset.train]),
        "agreement_on_errors": measures.agreement_on_errors(logits, reference, labels),
        "kl": measures.kl_to_teacher(logits, reference),
    }
    return Scores(each, bins, logits, answers["train"].argmax(-1), curve)


class Students:
    """Measured students, of whom the cells of a chunk have theirs; what cells share, such as the twins, is put once.

    Parameters
    ----------
    dataset : Dataset
    teacher_logits : ndarray, shape (n, classes)
        By sample id.
    scores : Scores
        Of all of them.
    steps : sequence of int
        At which their curves were measured.
    """

    def __init__(self, dataset: Dataset, teacher_logits: Numbers, scores: Scores, steps: Sequence[int]) -> None:
        self._scores, self._steps = scores, list(steps)
        labels, reference = dataset.labels[dataset.test], teacher_logits[dataset.test]
        self._teacher_accuracy = float(measures.accuracy(reference, labels))
        self._teacher_reliability = _reliability(measures.bins(softmax(reference.astype(float), axis=-1)[None], labels))
        validation = dataset.validation
        self._teacher_curve = float(measures.accuracy(teacher_logits[validation], dataset.labels[validation]))
        self._measures = cache(lambda rows: _student_measures(scores.of(rows)))
        self._untaught = cache(lambda rows: _untaught(scores.of(rows), labels))

    def cell(self, arms: Mapping[Arm, Sequence[int]]) -> CellResult:
        """Put the numbers of a cell together: each arm's places among the students, a seed each, in the same order."""
        places = {arm: tuple(rows) for arm, rows in arms.items()}
        hard, distilled = (self._scores.of(places[arm]) for arm in ("hard", "distilled"))
        return CellResult(
            **{arm: self._measures(rows) for arm, rows in places.items()},
            gain=measures.estimates((distilled.each["accuracy"] - hard.each["accuracy"])[None])[0],
            teacher_accuracy=self._teacher_accuracy,
            teacher_reliability=self._teacher_reliability,
            untaught=self._untaught(places["hard"]),
            curves=CellCurves(
                steps=self._steps,
                hard=hard.curve.T.tolist(),
                distilled=distilled.curve.T.tolist(),
                teacher=self._teacher_curve,
            ),
        )


def _untaught(twins: Scores, labels: Numbers) -> Untaught | None:
    if len(twins.logits) == 1:
        return None
    found = measures.between_seeds(twins.logits, labels, twins.train_answers)
    on_errors = found.pop("agreement_on_errors")
    return Untaught(**found, agreement_on_errors=None if np.isnan(on_errors) else on_errors)


def _student_measures(scores: Scores) -> StudentMeasures:
    names = list(scores.each)
    found = dict(zip(names, measures.estimates(np.stack([scores.each[name] for name in names])), strict=True))
    errors = found.pop("agreement_on_errors")
    return StudentMeasures(
        **found,
        agreement_on_errors=None if np.isnan(errors.mean) else errors,
        accuracies=scores.each["accuracy"].tolist(),
        reliability=_reliability(scores.bins),
    )


def _reliability(bins: Bins) -> Reliability:
    count = bins.count.sum(axis=0)
    filled = np.maximum(count, 1)
    return Reliability(
        count=count.astype(int).tolist(),
        confidence=(bins.confidence.sum(axis=0) / filled).tolist(),
        accuracy=(bins.accuracy.sum(axis=0) / filled).tolist(),
    )
