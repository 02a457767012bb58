"""Knobs on a page, each with its size or fault under it, and the less used ones folded away."""

from collections.abc import Mapping, Sequence

import streamlit as st

from kdviz.catalog import data_set
from kdviz.experiment import Experiment, Problem, foremost, knob
from kdviz.experiment.arms import notes
from kdviz.i18n import Translator
from kdviz.verdicts.run import note_sentence
from kdviz.web.parts.knob_widget import knob_widget
from kdviz.web.parts.text import size_text
from kdviz.web.session.knobs import PREFIX
from kdviz.web.session.literal import literal
from kdviz.web.session.view import is_shown

OTHERS = "others"


def knob_controls(
    page: str,
    names: Sequence[str],
    experiment: Experiment | None,
    faults: Mapping[str, Problem],
    _: Translator,
    fold: str = "",
) -> None:
    """Draw those of the knobs `names` that matter most on `page`, and the others folded away.

    These are open where something is to be said of one of them; parameters as of `knob_control`. With a title for the
    `fold` all of them are folded away.
    """
    first = [name for name in foremost(page) if name in names and is_shown(name)]
    others = [name for name in names if name not in first and is_shown(name)]
    if fold:
        first, others = [], [*first, *others]
    for name in first:
        knob_control(name, experiment, faults, _)
    if not others:
        return
    noted = [note.name for note in notes(experiment)] if experiment else []
    if any(name in others for name in (*faults, *noted)):
        st.session_state[OTHERS] = True
    # Drawn only when open: these are most of a page, and every move of a slider draws them anew.
    folded = st.expander(fold or _("All other settings"), key=OTHERS, on_change="rerun")
    if folded.open:
        with folded:
            for name in others:
                knob_control(name, experiment, faults, _)


def knob_control(name: str, experiment: Experiment | None, faults: Mapping[str, Problem], _: Translator) -> None:
    """Draw a knob, and under it its network's size and what is wrong with it or worth a word.

    The knobs make `experiment`, or have `faults` by their names.
    """
    data = data_set(st.session_state[PREFIX + "dataset"])
    knob_widget(name, data, _)
    if name in faults:
        st.error(literal(faults[name].sentence(_, call=_(knob(name, data).label))))
        return
    if experiment is None:
        return
    if knob(name).widget == "network":
        st.caption(literal(size_text(experiment.cost(getattr(experiment, name)), _)))
    for note in notes(experiment):
        if note.name == name:
            st.info(literal(note_sentence(note, experiment, _)))
