"""What is measured of a part: errors, and what a bias does where digits were left out."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz.measures import omitted
from kdviz.reproductions.hinton.parts import DIGITS, Part
from kdviz.results import Bias
from kdviz.results.reproduction import Corrected, Students

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]


def measured(part: Part, train: tuple[Floats, Integers] | None, test: tuple[Floats, Integers]) -> dict[str, Students]:
    """Measure the part's students.

    Parameters
    ----------
    train, test : tuple
        Logits of shape (seeds, members, n, classes) and labels of all images, whatever the part has seen; of the
        training images they are needed where digits were left out.
    """
    return {
        member.name: _students(part, train and (train[0][:, at], train[1]), (test[0][:, at], test[1]))
        for at, member in enumerate(part.members)
    }


def _students(part: Part, train: tuple[Floats, Integers] | None, test: tuple[Floats, Integers]) -> Students:
    logits, labels = test
    unseen = [digit for digit in DIGITS if digit not in part.digits]
    counted = _counted(part, logits, labels)
    if train is None or not unseen:
        return Students(**counted)
    # The bias is that of whichever are fewer: the digit that was left out, or the two that were not.
    moved = unseen if len(unseen) < len(part.digits) else [*part.digits]
    share = float(np.isin(train[1], moved).mean())
    biases: dict[Bias, Floats] = {
        "frequency": omitted.from_frequency(train[0], moved, share),
        "best_on_test": omitted.best_on(logits, labels, moved),
    }
    corrected = {
        name: Corrected(bias=bias.tolist(), **_counted(part, omitted.moved(logits, moved, bias), labels))
        for name, bias in biases.items()
    }
    return Students(**counted, corrected=corrected)


def _counted(part: Part, logits: Floats, labels: Integers) -> dict[str, list[int]]:
    """Count the errors, and those on the one digit that was left out, if it is one."""
    wrong = logits.argmax(-1) != labels
    unseen = [digit for digit in DIGITS if digit not in part.digits]
    found = {"errors": wrong.sum(-1).tolist()}
    if len(unseen) == 1:
        found["missed"] = wrong[:, labels == unseen[0]].sum(-1).tolist()
    return found
