"""Distillation, pruning and quantization as textbooks compare them, with what a result says of each claim."""

from collections.abc import Iterator

import pandas as pd

from kdviz.experiment import Pipeline
from kdviz.i18n import N_, Translator
from kdviz.results import Estimate
from kdviz.results.compression import CompressedRow, CompressionRecord, CompressionResult
from kdviz.verdicts.run import points

# What textbooks say, by the method's name: objective, complexity, effect on performance, use.
CLAIMS = {
    "distill": (N_("transfer of knowledge"), N_("moderate"), N_("usually minimal"), N_("general")),
    "prune": (N_("removing nodes"), N_("low"), N_("varies"), N_("specific")),
    "quantize": (N_("fewer bits"), N_("low"), N_("varies"), N_("specific")),
}
TITLES = {
    "distill": N_("Knowledge distillation"),
    "prune": N_("Pruning"),
    "quantize": N_("Quantization"),
}
ASPECTS = (N_("Objective"), N_("Complexity"), N_("Effect on performance"), N_("Use"))


def methods_table(record: CompressionRecord, _: Translator) -> pd.DataFrame:
    """Return a column a method: each claim, and under it what was measured where something was."""
    assert record.result is not None
    columns = {}
    for method, claims in CLAIMS.items():
        rows = [*_alone(record.result, method)]
        measured = [_objective, _complexity, _effect]
        found = [" ".join(filter(None, (say(record, method, row, _) for row in rows))) for say in measured]
        pairs = zip(claims, [*found, ""], strict=True)
        columns[_(TITLES[method])] = [text for claim, said in pairs for text in (_(claim), said or "–")]
    index = [text for aspect in ASPECTS for text in (_(aspect), _("measured here"))]
    # Labels of rows must differ.
    return pd.DataFrame(columns, index=pd.Index(_apart(index)))


def _apart(texts: list[str]) -> list[str]:
    return [text + "\u200b" * texts[:place].count(text) for place, text in enumerate(texts)]


def _alone(result: CompressionResult, method: str) -> Iterator[CompressedRow]:
    """Give the first rows with a student that have no other method: by labels, and with the teacher."""
    for taught in (False, True):
        for row in result.rows:
            pipeline = Pipeline.read(row.pipeline)
            methods = {stage.method for stage in pipeline.stages if stage.card.compresses} or {"distill"}
            if row.result and methods == {method} and pipeline.taught == taught and (taught or method != "distill"):
                yield row
                break


def _objective(_record: CompressionRecord, method: str, row: CompressedRow, _: Translator) -> str:
    assert row.result is not None
    if Pipeline.read(row.pipeline).taught and method != "distill":
        # As of the same stages by the labels.
        return ""
    blanks = {name: _.number(count) for name, count in row.result.bytes.model_dump().items()}
    if method == "distill":
        return _("As large as before: {packed} bytes.").format(**blanks)
    if method == "prune":
        text = _("{nonzero} of {all} numbers left, {packed} bytes packed.")
        return text.format(**blanks, nonzero=_.number(row.result.nonzero), all=_.number(row.result.parameters))
    return _("{packed} bytes packed instead of {parameters}.").format(**blanks)


def _complexity(record: CompressionRecord, method: str, row: CompressedRow, _: Translator) -> str:
    experiment, pipeline = record.compression.experiment, Pipeline.read(row.pipeline)
    if pipeline.taught and method != "distill":
        return ""
    if method == "distill":
        text = _("A teacher of {parameters} parameters, trained first for {steps} steps.")
        return text.format(
            parameters=_.number(experiment.teacher_cost.parameters), steps=_.number(experiment.teacher_steps)
        )
    more = pipeline.steps(experiment) - experiment.steps
    return _("{steps} further steps.").format(steps=_.number(more))


def _effect(record: CompressionRecord, method: str, row: CompressedRow, _: Translator) -> str:
    assert record.result is not None
    if method == "distill":
        return _("{points} points.").format(points=_estimate(row.gain_by_teacher, _)) if row.gain_by_teacher else ""
    found = [each for each in record.result.controls if each.of == row.pipeline and each.what == "equal-steps"]
    if not found or found[0].gain is None:
        return ""
    taught = Pipeline.read(row.pipeline).taught
    text = _("With teacher {points} points.") if taught else _("Labels only {points} points.")
    return text.format(points=_estimate(found[0].gain, _))


def _estimate(known: Estimate, _: Translator) -> str:
    if known.ci95 is None:
        return points(known.mean)
    low, high = map(points, known.ci95)
    return _("{mean} ({low} to {high})").format(mean=points(known.mean), low=low, high=high)
