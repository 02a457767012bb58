"""The students of a compression, held against each other seed by seed."""

from collections.abc import Generator, Mapping, Sequence
from itertools import combinations

import numpy as np

from kdviz import datasets, measures
from kdviz.experiment import Compression
from kdviz.experiment.compression import Part
from kdviz.experiment.pipeline import Pipeline
from kdviz.results import Estimate
from kdviz.results.arrays import fingerprint
from kdviz.results.compression import (
    Compressed,
    CompressedOutcome,
    CompressedRow,
    CompressionOutcome,
    CompressionResult,
    ControlRow,
    Order,
    Tuning,
)
from kdviz.training.parted import parted
from kdviz.training.schedule import Clock


def compared(
    compression: Compression, outcomes: Mapping[int, CompressedOutcome], _clock: Clock | None = None
) -> Generator[None, None, CompressionOutcome]:
    """Return what a compression came to, from the `outcomes` of its parts by place, and the images it was tested on."""
    yield from ()
    known = {part: outcomes[place] for place, part in enumerate(compression.parts)}
    roots = [result for part in compression.roots if (result := known[part].result)]
    # The test images, by which losses are measured, do not choose.
    whole = max(roots, key=lambda result: result.promise, default=None)

    def row(part: Part) -> CompressedRow:
        outcome, by_labels = known[part], _by_labels(part, known)
        own = {"student": part.student, "pipeline": part.pipeline, "failure": outcome.failure}
        if outcome.result is None:
            return CompressedRow(**own)
        return CompressedRow(
            **own,
            accuracy=measures.over_seeds(outcome.result.accuracy),
            gain=_gain(outcome.result, known[compression.plain]),
            gain_by_teacher=_gain(outcome.result, known[by_labels]) if by_labels else None,
            loss=measures.difference(outcome.result.accuracy, whole.accuracy, paired=True) if whole else None,
            stages=[measures.over_seeds(stage.accuracy) for stage in outcome.result.stages],
            sensitivity=[_loss(outcome.result.accuracy, each.accuracy) for each in outcome.result.sensitivity],
            # The weights are kept in a file.
            result=outcome.result.model_copy(update={"weights": ""}),
        )

    controls = []
    for control in compression.controls:
        compressed = known[Part(compression.experiment.student, control.of)].result
        part = control.part
        gain = _gain(compressed, known[part]) if part and compressed else None
        controls.append(ControlRow(of=control.of, what=control.what, row=row(part) if part else None, gain=gain))
    came = CompressionResult(
        rows=[*map(row, compression.rows)],
        controls=controls,
        plain=row(compression.plain),
        roots=[*map(row, compression.roots)],
        tunings=[*{tuning.of: tuning for part in compression.rows for tuning in _tunings(part, known)}.values()],
        orders=_orders(compression.rows, known),
        device=next((outcome.device for outcome in outcomes.values() if outcome.result), None),
    )
    dataset = datasets.load(compression.experiment.dataset, compression.experiment.data_seed)
    samples, test = dataset.samples, dataset.test
    arrays = {"test_ids": test, **{f"test_{name}": values[test] for name, values in samples.items()}}
    samples, arrays = parted(compression.experiment.data, samples, fingerprint(samples), arrays)
    return CompressionOutcome(came, arrays, samples)


def _by_labels(part: Part, known: Mapping[Part, CompressedOutcome]) -> Part | None:
    """Return the same stages by the labels, where a stage is by the teacher and that has been trained, too."""
    pipeline = Pipeline.read(part.pipeline)
    other = Part(part.student, pipeline.by_labels.text)
    return other if pipeline.taught and other in known else None


def _gain(result: Compressed, other: CompressedOutcome) -> Estimate | None:
    return measures.difference(other.result.accuracy, result.accuracy, paired=True) if other.result else None


def _loss(whole: Sequence[float], hurt: Sequence[float]) -> Estimate:
    return measures.difference(hurt, whole, paired=True)


def _tunings(part: Part, known: Mapping[Part, CompressedOutcome]) -> list[Tuning]:
    """Return the trainings of a pipeline beside those by the labels, where both have all their steps.

    Each is named by the pipeline that ends with it.
    """
    by_labels = _by_labels(part, known)
    taught, other = known[part].result, known[by_labels].result if by_labels else None
    if by_labels is None or taught is None or other is None:
        return []
    found = []
    for count, (stage, beside) in enumerate(zip(taught.stages, other.stages, strict=True), start=1):
        own, labels = stage.course, beside.course
        if own and labels and own.steps == labels.steps:
            accuracy, plain = np.array(own.accuracy), np.array(labels.accuracy)
            each = {"accuracy": accuracy, "accuracy_by_labels": plain, "gain": accuracy - plain}
            estimates = {name: measures.estimates(values) for name, values in each.items()}
            of, by = (",".join(each.pipeline.split(",")[:count]) for each in (part, by_labels))
            found.append(Tuning(of=of, by_labels=by, steps=own.steps, **estimates))
    return found


def _orders(parts: Sequence[Part], known: Mapping[Part, CompressedOutcome]) -> list[Order]:
    """Return the pairs of pipelines that have the same stages."""
    found = []
    for first, second in combinations(parts, 2):
        one, other = known[first].result, known[second].result
        alike = sorted(first.pipeline.split(",")) == sorted(second.pipeline.split(","))
        if alike and one and other:
            gains = np.subtract(one.accuracy, other.accuracy).tolist()
            gain = measures.over_seeds(gains)
            found.append(Order(first=first.pipeline, second=second.pipeline, gain=gain, gains=gains))
    return found
