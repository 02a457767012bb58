"""The card that asks whether a teacher can be too large."""

from dataclasses import replace

import streamlit as st

from kdviz import figures
from kdviz.experiment import Experiment
from kdviz.experiment.arms import twin
from kdviz.i18n import Translator
from kdviz.results.cell import CellResult
from kdviz.results.record import SweepRecord
from kdviz.verdicts.sweep import gap_sentence
from kdviz.web.parts.cards import card_title
from kdviz.web.parts.paired import difference
from kdviz.web.session.literal import literal


def show_gaps(record: SweepRecord, _: Translator) -> None:
    """Say for each student whether the largest teacher's differ from those of the best smaller one."""
    by_student: dict[str, list[tuple[Experiment, CellResult]]] = {}
    if "teacher" not in {axis.name for axis in record.sweep.axes} or record.status.in_flight:
        return
    for cell, experiment, result in record.trained:
        if not twin(experiment):
            others = replace(cell, values={name: value for name, value in cell.values.items() if name != "teacher"})
            rest = figures.cell_text(others, experiment.data, _)
            by_student.setdefault(rest, []).append((experiment, result))
    sentences = [sentence for rest, pairs in by_student.items() if (sentence := _gap(rest, pairs, _))]
    if sentences:
        with st.container(border=True):
            card_title(_("Can a teacher be too large for its student?"))
            for sentence in sentences:
                st.markdown(literal(sentence))
            st.caption(
                _(
                    "The best smaller teacher is the one whose students are best on the validation set. They are then "
                    "compared on the test set, which played no part in the choice. Each teacher was trained once."
                )
            )


def _gap(rest: str, pairs: list[tuple[Experiment, CellResult]], _: Translator) -> str:
    """Say whether the students of the largest teacher differ from those of the best smaller one."""
    *smaller, (largest, last) = sorted(pairs, key=lambda pair: pair[0].teacher_cost.parameters)
    if not smaller:
        return ""
    best, first = max(smaller, key=lambda pair: pair[1].curves.last("distilled"))
    apart = difference(tuple(first.distilled.accuracy), tuple(last.distilled.accuracy))
    sentence = gap_sentence(largest.teacher, best.teacher, apart, _)
    return f"{rest}: {sentence}" if rest else sentence
