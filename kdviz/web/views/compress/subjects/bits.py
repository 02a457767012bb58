"""Bits: what rounding does to a student's weights and answers, under the reader's finger."""

from kdviz import figures
from kdviz.i18n import N_, Translator
from kdviz.results.compression import CompressionRecord
from kdviz.verdicts.studies import unrounded
from kdviz.web.components.bits.bits import KeptStudent, bits
from kdviz.web.parts.subjects import Subject
from kdviz.web.views.compress.scenes import offer_scene


def show(record: CompressionRecord, _: Translator) -> None:
    """Draw the slider, for each student whose weights have all their bits."""
    students = [
        KeptStudent(
            f"{row.student}/{row.pipeline}",
            figures.root_title(row.pipeline, _),
            figures.root_look(row.pipeline).color,
        )
        for row in unrounded(record)
    ]
    bits(record.compression_id, record.ended_at, students, record.compression.experiment.data, _)
    offer_scene("few-bits", record.compression, _)
    offer_scene("two-bits", record.compression, _)


SUBJECT = Subject(N_("How few bits will do?"), 40, show)
