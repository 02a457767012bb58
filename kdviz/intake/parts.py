"""The three parts of an own data set, and how many rows each class needs for them."""

from collections.abc import Sequence

import numpy as np

from kdviz.catalog.limits import LIMITS
from kdviz.datasets.own import PARTS, counts_by_part
from kdviz.i18n import N_
from kdviz.intake.refused import RefusedError, brief
from kdviz.results import Arrays

# One for each part.
FEWEST = len(PARTS)


def checked_counts(arrays: Arrays, classes: Sequence[str]) -> tuple[tuple[int, ...], int, int]:
    """Return the training rows of each class, and how many rows the other two parts have.

    Raises
    ------
    RefusedError
        If there are too few classes or too many, or one has too few rows.
    """
    labels = arrays["labels"]
    if len(classes) < 2:
        raise RefusedError(
            N_("All rows have the label {name}: choose a column with two classes or more."),
            name=brief(classes[0]) if classes else "",
        )
    if len(classes) > LIMITS.data_classes:
        raise RefusedError(
            N_(
                "The labels have {count} different values; KDVIZ_MAX_DATA_CLASSES allows {most}: choose another column."
            ),
            count=f"{len(classes):,}",
            most=LIMITS.data_classes,
        )
    counts = np.bincount(labels, minlength=len(classes))
    if counts.min() < FEWEST:
        rare = int(counts.argmin())
        raise RefusedError(
            N_("The class {name} needs {fewest} rows and has {count}: add rows, or leave it out."),
            name=brief(classes[rare]),
            count=int(counts[rare]),
            fewest=FEWEST,
        )
    by_part = counts_by_part(labels, len(classes), arrays.get("part"))
    for part, counted in zip(PARTS, by_part, strict=True):
        if counted.sum() == 0 or (part == "train" and counted.min() == 0):
            raise RefusedError(
                N_("The column “split” gives {part} no rows of the class {name}: each part needs some."),
                part=part,
                name=brief(classes[int(counted.argmin())]),
            )
    train, validation, test = by_part
    return tuple(map(int, train)), int(validation.sum()), int(test.sum())
