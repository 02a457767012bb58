"""Accuracy against cost: students of every size, hard and distilled, and which of them a budget buys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from kdviz.catalog import Cost
from kdviz.i18n import N_
from kdviz.results import Estimate
from kdviz.results.footprint import CostName
from kdviz.results.record import SweepRecord

COSTS: dict[CostName, str] = {
    "parameters": N_("Parameters"),
    "macs": N_("Multiply-accumulates of one input"),
    "bytes": N_("Bytes of parameters"),
    "disk": N_("Bytes on disk"),
    "latency_1": N_("Seconds for one input (median)"),
    "latency_64": N_("Seconds for a batch of 64 (median)"),
}


@dataclass(frozen=True)
class Option:
    """A student, or the teacher, that one could deploy."""

    network: str
    arm: Literal["hard", "distilled", "teacher"]
    cost: float
    accuracy: Estimate


def options(record: SweepRecord, cost: Callable[[str, Cost], float]) -> list[Option]:
    """Return every trained student of a sweep, hard and distilled, the cheapest first.

    Of several cells with one student, each arm's counts that is best on validation images: the best of many by the
    test images would seem better than it is.

    Parameters
    ----------
    record : SweepRecord
        With the student as an axis, and one data set.
    cost : callable
        ``cost(network, arithmetic)``.
    """
    found: dict[tuple[str, str], tuple[float, Option]] = {}
    arms: tuple[Literal["hard", "distilled"], ...] = ("hard", "distilled")
    for _cell, experiment, result in record.trained:
        price = cost(experiment.student, experiment.student_cost)
        for arm in arms:
            option = Option(experiment.student, arm, price, result.arms[arm].estimate("accuracy"))
            validated = result.curves.last(arm)
            best, _known = found.setdefault((experiment.student, arm), (validated, option))
            if validated > best:
                found[experiment.student, arm] = validated, option
    chosen = [option for _validated, option in found.values()]
    return sorted(chosen, key=lambda option: (option.cost, option.accuracy.mean))


def pareto(choices: Sequence[Option]) -> list[Option]:
    """Return those that no other beats in mean accuracy at the same cost or less, the cheapest first."""
    front: list[Option] = []
    for option in sorted(choices, key=lambda option: (option.cost, -option.accuracy.mean)):
        if not front or option.accuracy.mean > front[-1].accuracy.mean:
            front.append(option)
    return front
