"""What a student saves where it is deployed: in 8-bit integers, and behind a server beside its teacher."""

from collections.abc import Generator
from typing import Any, TypeVar

import torch

from benchmarks.export import student
from benchmarks.timing import report
from kdviz.exports import timed
from kdviz.exports.offered import offered
from kdviz.results.load import LoadResult
from kdviz.serving.load import measured

# Where integers begin to pay differs between processors; they win here on all that were measured.
SIZES = ("64", "128x128", "256x256", "512x512")
WIN = 200_000
SECONDS = 40.0
Returned = TypeVar("Returned")


def measure() -> None:
    """Print how many times faster integers are at four sizes, and how student's and teacher's servers compare."""
    torch.set_num_threads(1)
    for point in timed.crossings(student("32"), SIZES):
        times, count = point.speedup, point.parameters
        if count < WIN:
            report(f"8-bit integers, {count:,} parameters: times as fast", times, "x", "said as is", True)
        else:
            report(f"8-bit integers, {count:,} parameters: times as fast", times, "x", "above 1", times > 1)
    found = LoadResult.model_validate(_result(measured(SECONDS, _result(offered(student("32"))))))
    teacher, smaller = found.served
    requests = smaller.capacity / teacher.capacity
    report("a student's server to its teacher's: requests a second", requests, "x", "said as is", True)
    report("a student's network to its teacher's, served", teacher.model / smaller.model, "x", "above 1", True)
    for each in found.served:
        report(f"share of the network in a request, {each.who}", 100 * each.model_share, "%", "said as is", True)


def _result(going: Generator[Any, None, Returned]) -> Returned:
    while True:
        try:
            next(going)
        except StopIteration as end:
            value: Returned = end.value
            return value
