"""An export as it is made in a worker: written, run on the test samples, and held against what it must answer."""

from collections.abc import Callable, Sequence

import numpy as np

from kdviz import catalog
from kdviz.catalog import DatasetCard, add_data_set, remove_data_set
from kdviz.exports.checks import torch as reference
from kdviz.exports.format import StudentFormat
from kdviz.exports.layers import Values
from kdviz.exports.material import Material, Student
from kdviz.exports.registry import format_named
from kdviz.i18n import N_
from kdviz.results import RunFailedError
from kdviz.results.export import Export, Verified

# How far logits may lie apart: sums of floats in another order, times the largest logit; and what is exact.
FLOATS, INTEGERS = 1e-4, 1e-4
WRONG = N_(
    "The {format} file answers otherwise than the student: its logits are up to {difference} off. It is not offered."
)


def export(student: Student, name: str, teacher_logits: Values | None, added: Sequence[DatasetCard]) -> Export:
    """Write a student in the `StudentFormat` called `name`, and verify it.

    Parameters
    ----------
    teacher_logits : ndarray or None, shape (n, classes)
        The teacher's answers to the test samples, where they were kept.
    added : sequence of DatasetCard
        Data sets that this process may not know.

    Raises
    ------
    RunFailedError
        If what was written answers otherwise than the student.
    """
    for card in added:
        remove_data_set(card.name)
        add_data_set(card)
    chosen = format_named(name)
    assert isinstance(chosen, StudentFormat)
    return written(chosen, Material.of(student, teacher_logits))


def written(chosen: StudentFormat, material: Material) -> Export:
    """Write the material in a format, and verify it; raises as `export` does."""
    files = chosen.write(material)
    answered = catalog.named(chosen.answers)(files, material)
    verified = {kind: HELD[kind](logits, material) for kind, logits in answered.items()}
    for each in verified.values():
        limit = INTEGERS if each.ties is not None else FLOATS * _largest(material)
        if not (each.max_logit_difference or 0.0) <= limit:
            raise RunFailedError(WRONG, format=chosen.name, difference=f"{each.max_logit_difference:.2g}")
    return Export.of(chosen.name, files, verified)


def _against_floats(logits: Values, material: Material) -> Verified:
    return _compared(logits, reference.answers(material), "torch float32")


def _against_integers(logits: Values, material: Material) -> Verified:
    wanted, ties = material.integers.answers(material.inputs)
    return _compared(logits, wanted, "exact integers", ties)


HELD: dict[str, Callable[[Values, Material], Verified]] = {"float32": _against_floats, "int8": _against_integers}


def _compared(logits: Values, wanted: Values, against: str, ties: Values | None = None) -> Verified:
    # Where nothing is clear, ties must be equal, too.
    clear = np.ones(len(wanted), bool) if ties is None or ties.all() else ~ties
    apart = np.abs(logits.astype(np.float64) - wanted)[clear]
    return Verified(
        images=len(wanted),
        agreement=float((logits.argmax(1) == wanted.argmax(1)).mean()),
        max_logit_difference=float(apart.max(initial=0.0)),
        against=against,
        ties=None if ties is None else int(ties.sum()),
    )


def _largest(material: Material) -> float:
    return max(1.0, float(np.abs(reference.answers(material)).max()))
