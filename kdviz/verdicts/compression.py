"""The words about a compression: what its smallest student loses, and what its pipelines are called."""

from kdviz.catalog import Stage
from kdviz.catalog.knob import plain
from kdviz.experiment import Compression, Pipeline
from kdviz.experiment.compression import What
from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results.compression import CompressedRow, CompressionRecord, CompressionResult
from kdviz.verdicts.guess import is_told_by
from kdviz.verdicts.run import of_test, things, whole

CONTROLS: dict[What, str] = {
    "equal-steps": N_("Not compressed, equal steps"),
    "dense-same-bytes": N_("Dense, as many bytes"),
    "by-labels": N_("By the labels"),
}


def smallest(result: CompressionResult) -> CompressedRow | None:
    """Return the student of the fewest packed bytes, of several the most promising; None where there is none."""
    found = [(row.result.bytes.packed, -row.result.promise, row) for row in result.rows if row.result]
    return min(found, key=lambda each: each[:2])[2] if found else None


def finding(record: CompressionRecord, _: Translator = ENGLISH) -> str:
    """Say in a sentence what the smallest student loses, no surer than its interval; nothing where none is smaller."""
    result, data = record.result, record.compression.experiment.data
    row = smallest(result) if result else None
    if result is None or row is None or row.result is None or result.whole.result is None:
        return ""
    if row.result.bytes.packed >= result.whole.result.bytes.packed:
        return ""
    blanks = {
        "packed": _.number(row.result.bytes.packed),
        "whole": _.number(result.whole.result.bytes.packed),
        "of": _.number(data.test),
        "things": things(data, _),
    }
    if row.loss is None or row.loss.ci95 is None:
        return _("{packed} of {whole} bytes. What is lost, one repeat cannot show.").format(**blanks)
    low, high = row.loss.ci95
    if low <= 0 <= high:
        return _("{packed} of {whole} bytes, and no loss that these repeats can show.").format(**blanks)
    count = whole(abs(of_test(row.loss.mean, data)), _)
    text = (
        _("{packed} of {whole} bytes: {count} of {of} {things} lost.")
        if row.loss.mean > 0
        else _("{packed} of {whole} bytes, and {count} more of {of} {things} right.")
    )
    return text.format(**blanks, count=count)


def squeezed(compression: Compression) -> tuple[int, int]:
    """Return the packed bytes of the whole student, and of the smallest pipeline's: by arithmetic, before training."""
    return _packed(compression, compression.plain.pipeline), min(_sizes(compression).values())


def is_open(compression: Compression, shown: CompressionRecord) -> bool:
    """Return whether it can be guessed what the smallest student loses, while `shown` is on show.

    Not where none is smaller, nor where that student is among those on show; other repeats of it say the same.
    """
    (whole, least), sizes = squeezed(compression), _sizes(compression)
    told = is_told_by(compression.experiment, shown.compression.experiment)
    seen = shown.compression.pipelines if told else ()
    return least < whole and not any(size == least and text in seen for text, size in sizes.items())


def _sizes(compression: Compression) -> dict[str, int]:
    return {text: _packed(compression, text) for text in compression.pipelines}


def _packed(compression: Compression, text: str) -> int:
    return Pipeline.read(text).deployed(compression.experiment).packed


def reference_sentence(result: CompressionResult, _: Translator) -> str:
    """Say what losses are against, and on which set that was chosen."""
    chosen = result.whole.result
    text = (
        _("A loss is against “{pipeline}”, of those not compressed the best on the validation set.")
        if chosen and chosen.validation
        else _("A loss is against “{pipeline}”, of those not compressed the best on this test set.")
    )
    return text.format(pipeline=result.whole.pipeline)


def tuned_otherwise(compression: Compression, _: Translator) -> str:
    """Say that tunings by the teacher are of another kind than the experiment's; nothing where they are not."""
    if not any(Pipeline.read(text).tunes_otherwise(compression.experiment) for text in compression.pipelines):
        return ""
    text = _("{kind} is for whole trainings: tuning by the teacher is classic distillation here.")
    return text.format(kind=_(compression.experiment.kind_card.title))


def stages_text(pipeline: str, _: Translator) -> str:
    """Name a pipeline by what makes it smaller, such as “Prune 0.8, Quantize 4”; of others, what trains."""
    stages = Pipeline.read(pipeline).stages
    chosen = [stage for stage in stages if stage.card.compresses]
    return _(", ").join(_stage_text(stage, _) for stage in chosen) or _("Whole")


def _stage_text(stage: Stage, _: Translator) -> str:
    first = next(iter(stage.card.described))
    return f"{_(stage.card.title)} {plain(getattr(stage.knobs, first))}"
