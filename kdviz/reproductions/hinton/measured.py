"""What is measured of a part: errors, and what a bias does where digits were left out."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz import measures
from kdviz.measures import omitted
from kdviz.reproductions.hinton.parts import DIGITS, Part
from kdviz.results import Bias
from kdviz.results.reproduction import Answers, Corrected, Count, Students

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]
# Logits, shape (seeds, members, n, classes), and labels.
Answered = tuple[Floats, Integers]


def measured(part: Part, train: Answered | None, test: Answered) -> dict[str, Students]:
    """Measure the part's students by their logits.

    Parameters
    ----------
    train, test : tuple
        Of all images, whatever the part has seen; those of the training images are for parts that leave digits out.
    """
    found = [
        _students(part, train and (train[0][:, at], train[1]), (test[0][:, at], test[1]))
        for at, _member in enumerate(part.members)
    ]
    first = found[0].errors.values
    fewer = [measures.difference(each.errors.values, first, paired=True) for each in found]
    return {
        member.name: students.model_copy(update={"fewer": gain if at else None})
        for at, (member, students, gain) in enumerate(zip(part.members, found, fewer, strict=True))
    }


def _students(part: Part, train: Answered | None, test: Answered) -> Students:
    logits, labels = test
    answers = _answers(part, logits, labels)
    unseen = [digit for digit in DIGITS if digit not in part.digits]
    if train is None or not unseen:
        return Students(**dict(answers))
    # The bias is that of whichever are fewer: the digit that was left out, or the two that were not.
    classes = unseen if len(unseen) < len(part.digits) else [*part.digits]
    share = float(np.isin(train[1], classes).mean())
    biases: dict[Bias, Floats] = {
        "frequency": omitted.from_frequency(train[0], classes, share),
        "best_on_test": omitted.best_on(logits, labels, classes),
    }
    corrected = {
        name: Corrected(bias=_count(bias), **dict(_answers(part, omitted.moved(logits, classes, bias), labels)))
        for name, bias in biases.items()
    }
    return Students(**dict(answers), corrected=corrected)


def _answers(part: Part, logits: Floats, labels: Integers) -> Answers:
    """Count the errors, and those on the one digit that was left out, if it is one."""
    wrong = logits.argmax(-1) != labels
    unseen = [digit for digit in DIGITS if digit not in part.digits]
    missed = _count(wrong[:, labels == unseen[0]].sum(-1)) if len(unseen) == 1 else None
    return Answers(errors=_count(wrong.sum(-1)), missed=missed)


def _count(values: NDArray[Any]) -> Count:
    return Count(values=values.tolist(), **dict(measures.over_seeds(values)))
