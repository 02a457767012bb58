"""The winner as a file for other programs."""

from kdviz.experiment import Compression
from kdviz.experiment.goal import pipeline_of
from kdviz.i18n import N_, Translator
from kdviz.results.search import SearchRecord
from kdviz.web.parts.outcome import take_trained
from kdviz.web.parts.subjects import Subject


def _show(record: SearchRecord, _: Translator) -> None:
    assert record.result is not None
    settings = record.result.best.settings
    winner, pipeline = record.search.fresh(settings), pipeline_of(settings)
    said = _("A search keeps no students. The winner's train once more, on the fresh seeds.")
    take_trained(Compression.of(winner, [pipeline.text]) if pipeline else winner, said, _)


SUBJECT = Subject(N_("Take it with you"), 90, _show)
