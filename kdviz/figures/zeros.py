"""What cuts buy: bytes of a student with zeros beside the whole one and a dense one of as many bytes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from kdviz.experiment import Pipeline
from kdviz.figures.compression import BYTE_KINDS, ByteKind
from kdviz.figures.style import LAYOUT, RUN_LOOKS
from kdviz.figures.values import drawn, end_columns
from kdviz.i18n import Translator
from kdviz.results import Estimate
from kdviz.results.compression import Compressed, CompressedRow, CompressionResult
from kdviz.verdicts.run import accuracy_text, on_scale

# From where zeros buy nothing to where they do.
ORDER: tuple[ByteKind, ...] = ("parameters", "file", "gzip", "packed")
# Of the truly smaller ones: a bar more would look like another.
NEAREST = 3


@dataclass(frozen=True)
class Weighed:
    """A student in the comparison: what it is there, its pipeline, and what it takes."""

    role: str
    pipeline: str
    accuracy: Estimate
    result: Compressed


def pruned_rows(result: CompressionResult) -> list[CompressedRow]:
    """Return the rows whose students have weights cut."""
    return [row for row in result.rows if row.result and row.result.nonzero < row.result.parameters]


def smaller_rows(result: CompressionResult, pruned: CompressedRow) -> list[CompressedRow]:
    """Return the rows of truly smaller students than the `pruned` one, those nearest to it in packed bytes first."""
    own = pruned.result
    assert own is not None
    found = [(row.result, row) for row in result.rows if row.result and row.result.parameters < own.parameters]
    apart = [(abs(math.log(each.bytes.packed / own.bytes.packed)), place) for place, (each, _row) in enumerate(found)]
    return [found[place][1] for _apart, place in sorted(apart)]


def zeros_of(result: CompressionResult, pruned: CompressedRow) -> list[Weighed]:
    """Return the student that the `pruned` one was, itself, and those that are truly smaller."""
    first = Pipeline.read(pruned.pipeline).stages[0].text
    smaller = smaller_rows(result, pruned)[:NEAREST]
    dense = [
        control.row
        for control in result.controls
        if control.of == pruned.pipeline and control.what == "dense-same-bytes" and control.row
    ]
    roles = [
        *(("whole", row) for row in result.roots if row.pipeline == first),
        ("zeros", pruned),
        *(("dense", row) for row in dense),
        *(("smaller", row) for row in smaller),
    ]
    return [Weighed(role, row.pipeline, row.accuracy, row.result) for role, row in roles if row.result and row.accuracy]


def _name(student: Weighed, _: Translator) -> str:
    names = {
        "whole": _("Whole: {network}"),
        "zeros": _("With zeros: {network}"),
        "dense": _("Dense, as many bytes: {network}"),
        "smaller": _("Truly smaller: {network}"),
    }
    return names[student.role].format(network=student.result.network)


def zeros_bars(students: Sequence[Weighed], _: Translator) -> go.Figure:
    """Draw what each student takes, by the kind of bytes."""
    figure = go.Figure()
    for student, look in zip(students, RUN_LOOKS[: len(students)], strict=True):
        counts = [getattr(student.result.bytes, kind) for kind in ORDER]
        figure.add_bar(
            x=[_(BYTE_KINDS[kind]) for kind in ORDER],
            y=counts,
            text=[_.number(count) for count in counts],
            name=drawn(_name(student, _)),
            marker_color=look.color,
            hovertemplate=f"{drawn(student.pipeline)}<br>%{{x}}: %{{y:,}} B<extra></extra>",
        )
    figure.update_yaxes(title=_("Bytes"))
    return figure.update_layout(**LAYOUT, barmode="group", height=380)


def zeros_takeaway(row: CompressedRow, _: Translator) -> str:
    """Say what the zeros of a student save, and where they save nothing."""
    assert row.result is not None
    text = _("{zeros} of {all} numbers are cut: {file} bytes on disk all the same, {packed} packed.")
    return text.format(
        zeros=_.number(row.result.parameters - row.result.nonzero),
        all=_.number(row.result.parameters),
        file=_.number(row.result.bytes.file),
        packed=_.number(row.result.bytes.packed),
    )


def zeros_note(students: Sequence[Weighed], _: Translator) -> str:
    """Say how fast and how accurate the student with zeros is beside a dense one of as many bytes."""
    said = [_("Zeros are multiplied, too, so they save no time.")]
    for student in students:
        macs, accuracy = _.number(student.result.macs), accuracy_text(student.accuracy, _)
        text = _("{student}: {macs} MACs, {accuracy}.")
        said.append(text.format(student=_name(student, _), macs=macs, accuracy=accuracy.replace("<br>", " ")))
    return " ".join(said)


def zeros_table(students: Sequence[Weighed], _: Translator) -> pd.DataFrame:
    """Return one row a student: its bytes of each kind, how many numbers are cut, MACs and accuracy."""
    return pd.DataFrame(
        [
            {
                _("Student"): _name(student, _),
                _("Pipeline"): student.pipeline,
                **{
                    _("{kind}, bytes").format(kind=_(BYTE_KINDS[kind])): getattr(student.result.bytes, kind)
                    for kind in ORDER
                },
                _("Cut"): student.result.parameters - student.result.nonzero,
                _("MACs"): student.result.macs,
                _("Test accuracy, %"): 100 * student.accuracy.mean,
                **end_columns(on_scale(student.accuracy.ci95), _),
            }
            for student in students
        ]
    )
