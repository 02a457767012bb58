"""Network flows at a gateway, drawn by rules: no real traffic. `docs/data.md` states the rules."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Dataset
from kdviz.datasets.own import prepared, raw
from kdviz.datasets.rows import Rows
from kdviz.results import Arrays
from kdviz.results.data import Column

FLOWS, ATTACKS, SEED = 16_000, 0.07, 0
SERVICES = ("web", "names", "mail", "shell", "video", "other")
ENDS = ("finished", "reset", "no answer")
# Seconds, bytes, packets and flows of the same sender within the last minute are powers of ten, of which the exponent
# is normal; failed logins are counts by Poisson's law.
NUMBERS = ("log_seconds", "log_bytes_out", "log_bytes_in", "log_packets", "failed_logins", "log_flows_a_minute")
LOGINS = NUMBERS.index("failed_logins")
SPREAD = np.array([0.5, 0.45, 0.5, 0.35, 0.0, 0.35])
# A sort of flow: its share of its class, the means of its numbers, its services, and how it ends.
Sort = tuple[float, tuple[float, ...], tuple[float, ...], tuple[float, ...]]
USUAL: tuple[Sort, ...] = (
    (0.40, (-0.2, 3.0, 4.4, 1.3, 0.02, 0.8), (1, 0, 0, 0, 0, 0), (0.94, 0.04, 0.02)),
    (0.25, (-1.6, 1.9, 2.2, 0.4, 0.00, 1.0), (0, 1, 0, 0, 0, 0), (0.95, 0.00, 0.05)),
    (0.10, (0.3, 3.8, 3.3, 1.4, 0.10, 0.2), (0, 0, 1, 0, 0, 0), (0.93, 0.05, 0.02)),
    (0.08, (2.0, 3.9, 4.2, 2.2, 0.30, 0.1), (0, 0, 0, 1, 0, 0), (0.90, 0.08, 0.02)),
    (0.12, (2.2, 4.2, 6.6, 3.6, 0.00, 0.2), (0, 0, 0, 0, 1, 0), (0.90, 0.10, 0.00)),
    (0.05, (0.5, 3.2, 3.2, 1.2, 0.05, 0.5), (0.1, 0, 0, 0.1, 0, 0.8), (0.70, 0.15, 0.15)),
)
ATTACKING: tuple[Sort, ...] = (
    # Looks for open doors: short, little answered, many at a time.
    (0.30, (-1.5, 1.9, 1.6, 0.3, 0.00, 1.5), (0.3, 0.1, 0.1, 0.2, 0, 0.3), (0.10, 0.35, 0.55)),
    # Tries passwords.
    (0.30, (0.4, 3.2, 3.2, 1.4, 1.80, 0.9), (0, 0, 0.4, 0.6, 0, 0), (0.65, 0.35, 0.00)),
    # Carries data away: much goes out, little comes in.
    (0.20, (1.6, 5.2, 3.9, 2.5, 0.10, 0.2), (0.5, 0, 0.2, 0.2, 0, 0.1), (0.95, 0.05, 0.00)),
    # Floods a service.
    (0.20, (-0.9, 2.6, 2.4, 1.2, 0.00, 1.7), (0.7, 0.3, 0, 0, 0, 0), (0.45, 0.30, 0.25)),
)
# Of all flows, how many have no end that anybody saw.
UNSEEN = 0.03
COLUMNS = (
    *(Column(name=name, use="number") for name in NUMBERS),
    Column(name="service", use="category", categories=SERVICES),
    Column(name="end", use="category", categories=ENDS),
)


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return the flows as an own table would be; `seed` draws the parts."""
    return prepared(card, drawn(), seed)


def rows(card: DatasetCard, seed: int) -> Rows:
    """Return the same flows as raw rows."""
    return raw(card, drawn(), COLUMNS, seed)


@cache
def drawn() -> Arrays:
    """Return the flows as the arrays of a table, in random order, the same ones always; label 1 is an attack."""
    rng = np.random.default_rng(SEED)
    attacks = round(ATTACKS * FLOWS)
    parts = [_of_class(USUAL, FLOWS - attacks, rng), _of_class(ATTACKING, attacks, rng)]
    order = rng.permutation(FLOWS)
    numbers, codes = (np.concatenate([part[kind] for part in parts])[order] for kind in (0, 1))
    numbers[rng.random(FLOWS) < UNSEEN, 0] = np.nan
    labels = np.repeat([0, 1], [FLOWS - attacks, attacks])[order]
    return {"numbers": numbers, "codes": codes, "widths": np.array([len(SERVICES), len(ENDS)]), "labels": labels}


def _of_class(sorts: Sequence[Sort], count: int, rng: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any]]:
    shares, means, services, ends = (np.array([each[part] for each in sorts]) for part in range(4))
    sort = rng.choice(len(sorts), count, p=shares)
    numbers = means[sort] + SPREAD * rng.normal(size=(count, len(NUMBERS)))
    numbers[:, LOGINS] = rng.poisson(means[sort, LOGINS])
    codes = [_chosen(weights[sort], rng) for weights in (services, ends)]
    return numbers.round(3), np.stack(codes, axis=1).astype(np.int32)


def _chosen(weights: NDArray[Any], rng: np.random.Generator) -> NDArray[Any]:
    """Draw a place from each row of weights that sum to one."""
    sums = weights.cumsum(axis=1)
    return np.asarray((rng.random((len(weights), 1)) * sums[:, -1:] >= sums).sum(axis=1))
