"""The fresh seeds of a search, on which it is judged: none of them was searched on."""

from collections.abc import Iterable
from operator import index

from kdviz.catalog.knob import plain
from kdviz.catalog.limits import LIMITS
from kdviz.experiment.experiment import Experiment
from kdviz.experiment.settings import knob
from kdviz.experiment.vary import SearchError
from kdviz.i18n import N_

FRESH_SEEDS = 16


def fresh_seeds(experiment: Experiment, asked: Iterable[int] | None) -> range:
    """Return the seeds that are asked for, or `FRESH_SEEDS` after the last to search on.

    Raises
    ------
    SearchError
        If they are not whole numbers without a gap, too few or too many, out of range, or searched on.
    """
    after = experiment.first_seed + experiment.seeds
    seeds = range(after, after + FRESH_SEEDS) if asked is None else _in_a_row(asked)
    if not 2 <= len(seeds) <= LIMITS.seeds:
        raise SearchError(
            N_("The number of fresh seeds is {count}: allowed is 2 to {limit}."), count=len(seeds), limit=LIMITS.seeds
        )
    known = knob("first_seed")
    if known.clamp(seeds.start) != seeds.start:
        low, high = map(plain, known.bounds or ())
        raise SearchError(
            N_("The first fresh seed is {first}: allowed are {low} to {high}."), first=seeds.start, low=low, high=high
        )
    own = experiment.seed_list
    if seeds.start <= own[-1] and own[0] < seeds.stop:
        raise SearchError(
            N_("The fresh seeds {first} to {last} overlap with those to search on, {own_first} to {own_last}."),
            first=seeds.start,
            last=seeds.stop - 1,
            own_first=own[0],
            own_last=own[-1],
        )
    return seeds


def _in_a_row(asked: Iterable[int]) -> range:
    """Return seeds as the range that a request holds; raises `SearchError` where they are none."""
    try:
        seeds = sorted(map(index, asked))
    except TypeError:
        seeds = []
    row = range(seeds[0], seeds[0] + len(seeds)) if seeds else range(0)
    if not seeds or seeds != [*row]:
        raise SearchError(
            N_("The fresh seeds are {seeds}: allowed are whole numbers without a gap, such as {example}."),
            seeds=str(asked),
            example="range(100, 116)",
        )
    return row
