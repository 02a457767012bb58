"""What sizes come to: whether a larger teacher teaches better."""

import streamlit as st

from kdviz import figures
from kdviz.cells import CellRecord, SweepRecord
from kdviz.experiment import Experiment
from kdviz.i18n import Translator
from kdviz.sweep_verdict import gap_sentence
from kdviz.web.cards import card_title
from kdviz.web.paired import paired_difference


def show_gaps(record: SweepRecord, _: Translator) -> None:
    """Say for each student whether the largest teacher's students differ from the smallest's."""
    by_student: dict[str, list[tuple[Experiment, CellRecord]]] = {}
    if "teacher" not in {axis.name for axis in record.sweep.axes} or record.status.in_flight:
        return
    for cell in record.cells:
        experiment = record.sweep.cells[cell.place].experiment
        if cell.result and experiment:
            others = CellRecord(cell.place, {n: v for n, v in cell.values.items() if n != "teacher"}, None, None)
            rest = figures.cell_text(others, _)
            by_student.setdefault(rest, []).append((experiment, cell))
    sentences = [sentence for rest, pairs in by_student.items() if (sentence := _gap(rest, pairs, _))]
    if sentences:
        with st.container(border=True):
            card_title(_("Does a larger teacher teach better?"))
            for sentence in sentences:
                st.markdown(sentence)


def _gap(rest: str, pairs: list[tuple[Experiment, CellRecord]], _: Translator) -> str:
    """Say whether the students of the largest teacher differ from those of the smallest."""
    pairs.sort(key=lambda pair: pair[0].teacher_cost.parameters)
    (smallest, first), (largest, last) = pairs[0], pairs[-1]
    if first is last or first.result is None or last.result is None:
        return ""
    taught = (tuple(each.distilled.accuracies) for each in (first.result, last.result))
    sentence = gap_sentence(smallest.teacher, largest.teacher, paired_difference(*taught), _)
    return f"{rest}: {sentence}" if rest else sentence
