"""How the numbers of a chunk's students come together in its cells."""

from collections.abc import Mapping, Sequence
from functools import cache

from kdviz import measures
from kdviz.datasets import Dataset
from kdviz.results import Arm
from kdviz.results.cell import CellCurves, CellResult
from kdviz.training.scores import Numbers, Scores, arm_measures, paired_gain, reliability, untaught_pairs


class Students:
    """Measured students, of whom the cells of a chunk have theirs; what cells share, such as the twins, is put once.

    Parameters
    ----------
    teacher_logits : ndarray, shape (n, classes)
        By sample id.
    scores : Scores
        Of all of them.
    curves : ndarray, shape (members, reports)
        Their accuracy on the validation images.
    steps : sequence of int
        At which those were measured.
    """

    def __init__(
        self, dataset: Dataset, teacher_logits: Numbers, scores: Scores, curves: Numbers, steps: Sequence[int]
    ) -> None:
        self._scores, self._curves, self._steps = scores, curves, list(steps)
        labels, reference = dataset.labels[dataset.test], teacher_logits[dataset.test]
        self._teacher_accuracy = float(measures.accuracy(reference, labels))
        self._teacher_reliability = reliability(reference, labels)
        validation = dataset.validation
        self._teacher_curve = float(measures.accuracy(teacher_logits[validation], dataset.labels[validation]))
        self._measures = cache(lambda rows: arm_measures(scores.of(rows)))
        self._untaught = cache(lambda rows: untaught_pairs(scores.of(rows), dataset))

    def cell(self, arms: Mapping[Arm, Sequence[int]]) -> CellResult:
        """Put the numbers of a cell together: each arm's places among the students, a seed each, in the same order."""
        places = {arm: tuple(rows) for arm, rows in arms.items()}
        hard, distilled = places["hard"], places["distilled"]
        return CellResult(
            **{arm: self._measures(rows) for arm, rows in places.items()},
            gain=paired_gain(self._scores.of(distilled), self._scores.of(hard)),
            teacher_accuracy=self._teacher_accuracy,
            teacher_reliability=self._teacher_reliability,
            untaught=self._untaught(hard),
            curves=CellCurves(
                steps=self._steps,
                hard=self._curves[[*hard]].T.tolist(),
                distilled=self._curves[[*distilled]].T.tolist(),
                teacher=self._teacher_curve,
            ),
        )
