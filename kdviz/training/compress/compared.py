"""The students of a compression, held against each other seed by seed."""

from collections.abc import Generator, Mapping

from kdviz import measures
from kdviz.experiment import Compression
from kdviz.experiment.compression import Part
from kdviz.experiment.pipeline import Pipeline
from kdviz.results import Estimate
from kdviz.results.compression import Compressed, CompressedOutcome, CompressedRow, CompressionResult, ControlRow
from kdviz.training.schedule import Clock


def compared(
    compression: Compression, outcomes: Mapping[int, CompressedOutcome], _clock: Clock | None = None
) -> Generator[None, None, CompressionResult]:
    """Return what a compression came to, from the `outcomes` of its parts by place."""
    yield from ()
    known = {part: outcomes[place] for place, part in enumerate(compression.parts)}
    roots = [result for part in compression.roots if (result := known[part].result)]
    whole = max(roots, key=lambda result: measures.over_seeds(result.accuracy).mean, default=None)

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
            # The weights are kept in a file.
            result=outcome.result.model_copy(update={"weights": ""}),
        )

    controls = []
    for control in compression.controls:
        result = known[Part(compression.experiment.student, control.of)].result
        part = control.part
        gain = _gain(result, known[part]) if part and result else None
        controls.append(ControlRow(of=control.of, what=control.what, row=row(part) if part else None, gain=gain))
    return CompressionResult(
        rows=[*map(row, compression.rows)],
        controls=controls,
        plain=row(compression.plain),
        roots=[*map(row, compression.roots)],
        device=next((outcome.device for outcome in outcomes.values() if outcome.result), None),
    )


def _by_labels(part: Part, known: Mapping[Part, CompressedOutcome]) -> Part | None:
    """Return the same stages by the labels, where a stage is by the teacher and that has been trained, too."""
    pipeline = Pipeline.read(part.pipeline)
    other = Part(part.student, pipeline.by_labels.text)
    return other if pipeline.taught and other in known else None


def _gain(result: Compressed, other: CompressedOutcome) -> Estimate | None:
    return measures.difference(other.result.accuracy, result.accuracy, paired=True) if other.result else None
