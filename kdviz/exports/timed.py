"""How long networks take to answer, in ONNX Runtime and in PyTorch: interleaved, warmed up, on one thread."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter

import numpy as np
import torch

from kdviz import networks
from kdviz.catalog import DatasetCard, add_data_set, remove_data_set
from kdviz.experiment import Experiment
from kdviz.exports.checks.onnx import session
from kdviz.exports.formats import onnx, onnx_int8
from kdviz.exports.material import Material, Student
from kdviz.results.footprint import Latency
from kdviz.results.latency import Crossing, Latencies, Timed, family_of
from kdviz.results.machine import machine
from kdviz.results.snapshot import Estimate

BATCHES = (1, 64)
WARM_UP, ROUNDS = 20, 300
# Seconds after which no more rounds begin.
PATIENCE = 8.0
# Fewest rounds that have a 95th percentile.
FEWEST = 40
# The networks of each family whose floats and integers are compared beforehand.
SIZES = {
    "mlp": ("16", "64", "128x128", "256x256", "512x512"),
    "convnet": ("conv:4", "conv:8x16", "conv:16x32", "conv:32x64"),
}

Call = Callable[[], object]


def latencies(student: Student, known: Latencies | None, added: Sequence[DatasetCard]) -> Latencies:
    """Measure a student beside its teacher and, if it was compressed, beside what it was made from.

    Each runs in floats, in integers and in PyTorch.

    Parameters
    ----------
    known : Latencies or None
        Measured before, perhaps on this machine: then its curve is what was expected, and what it says of other
        families of networks stays.
    added : sequence of DatasetCard
        Data sets that this process may not know.
    """
    _prepare(added)
    here = machine()
    measured = contenders(student)
    before = [*known.curve] if known and known.machine == here else []
    families = dict.fromkeys(family_of(each.network) for each in measured.values())
    curve = [point for point in before if point.family not in families]
    for family in families:
        curve += crossings(student, SIZES[family])
    calls = {(who, *what): call for who, each in measured.items() for what, call in _calls(Material.of(each)).items()}
    rows = [
        Timed(
            who=who,
            network=measured[who].network,
            parameters=measured[who].parameters,
            runs_in=runs_in,
            batch=batch,
            latency=took,
        )
        for (who, runs_in, batch), took in zip(calls, interleaved([*calls.values()]), strict=True)
    ]
    return Latencies(machine=here, rows=rows, curve=curve, known=before)


def contenders(student: Student) -> dict[str, Student]:
    """Return a student under what it is called beside its teacher and, if it was compressed, what it was made from.

    What others have learned does not count here: they have first weights.
    """
    found = {"teacher": untrained(student, student.experiment.teacher)}
    if student.who == "compressed":
        found["student"] = untrained(student, student.experiment.student)
    return found | {student.who: student}


def crossings(like: Student, sizes: Sequence[str]) -> list[Crossing]:
    """Return how many times faster integers are, for networks of several `sizes` on the data of a student."""
    found = []
    sized = [untrained(like, size) for size in sizes]
    calls = [_calls(Material.of(student), (1,), in_torch=False) for student in sized]
    took = interleaved([call for each in calls for call in each.values()])
    for student, floats, integers in zip(sized, took[::2], took[1::2], strict=True):
        speedup, family = floats.median / integers.median, family_of(student.network)
        found.append(Crossing(parameters=student.parameters, speedup=speedup, family=family))
    return found


def microseconds(experiment: Experiment, names: Sequence[str], added: Sequence[DatasetCard]) -> dict[str, float]:
    """Return how long one answer of each network takes on the data of an experiment, in floats, by ONNX Runtime."""
    _prepare(added)
    calls = [_calls(Material.of(_first(experiment, name)), (1,), in_torch=False)["onnx float32", 1] for name in names]
    return {name: 1e6 * took.median for name, took in zip(names, interleaved(calls), strict=True)}


def untrained(like: Student, network: str) -> Student:
    """Return a network on the data of another student, with first weights."""
    return _first(like.experiment, network)


def _first(experiment: Experiment, network: str) -> Student:
    built = networks.build(network, experiment.data.shape, experiment.data.classes, seed=0)
    weights = {name: values.numpy() for name, values in built.state_dict().items()}
    return Student("", experiment, network, "untrained", 0, weights, Estimate(mean=0.0, ci95=None))


def _prepare(added: Sequence[DatasetCard]) -> None:
    torch.set_num_threads(1)
    for card in added:
        remove_data_set(card.name)
        add_data_set(card)


def _calls(given: Material, batches: Sequence[int] = BATCHES, *, in_torch: bool = True) -> dict[tuple[str, int], Call]:
    """Return what answers a batch, by what it runs in and the batch's size."""
    student, found = given.student, dict[tuple[str, int], Call]()
    floats, integers = (session(each.write(given)[".onnx"]) for each in (onnx, onnx_int8))
    network = networks.build(student.network, student.data.shape, student.data.classes, seed=0)
    for batch in batches:
        inputs = np.resize(given.inputs, (batch, *student.data.shape))
        asked = np.resize(given.asked, (batch, *given.asked.shape[1:]))
        found["onnx float32", batch] = partial(floats.run, None, {"input": asked})
        found["onnx int8", batch] = partial(integers.run, None, {"input": asked})
        if in_torch:
            found["torch float32", batch] = partial(network, torch.from_numpy(inputs))
    return found


def interleaved(calls: Sequence[Call]) -> list[Latency]:
    """Time calls by turns, so that what else the machine does hits all alike; each round in an order of its own.

    Who always followed PyTorch's 64 inputs found nothing in the processor's caches: floats of a small student took
    31 µs so, 19 in mixed orders, and the integers after them seemed 1.3 times as fast where they are 0.7 times.
    """
    seconds: list[list[float]] = [[] for _call in calls]
    turns, draw = [*zip(calls, seconds, strict=True)], random.Random(0)
    with torch.inference_mode():
        for call in calls:
            for _round in range(WARM_UP):
                call()
        begun = perf_counter()
        for done in range(ROUNDS):
            if done >= FEWEST and perf_counter() - begun > PATIENCE:
                break
            draw.shuffle(turns)
            for call, own in turns:
                start = perf_counter()
                call()
                own.append(perf_counter() - start)
    ends = [np.percentile(own, [50, 95]) for own in seconds]
    return [Latency(median=float(median), p95=float(p95)) for median, p95 in ends]
