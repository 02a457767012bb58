"""The controls of the page Kinds: which kinds, Run, and what they all share."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from kdviz.catalog import KINDS
from kdviz.experiment import Experiment, Problem, problems
from kdviz.i18n import N_, Translator
from kdviz.results import Row
from kdviz.verdicts.caveats import kinds_notes
from kdviz.verdicts.run import note_sentence
from kdviz.web.parts.buttons import run_button
from kdviz.web.parts.choice import ready_made
from kdviz.web.parts.duration import race_duration_text
from kdviz.web.parts.knob_control import knob_controls
from kdviz.web.session.address import write_address
from kdviz.web.session.knobs import knob_values, set_knobs
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.race import Race, contenders, start_race
from kdviz.web.session.trouble import errors_shown
from kdviz.web.session.view import link_button
from kdviz.web.views.kinds.state import CHOSEN, SHARED, chosen_kinds, shared_settings

# Settings that tell the kinds apart.
GROUNDS: dict[str, tuple[str, dict[str, Any]]] = {
    "few-labels": (N_("Thirty labels"), {"labels": 30}),
    "convnets": (N_("Thirty labels, ConvNets"), {"labels": 30, "teacher": "conv:16x32", "student": "conv:8x16"}),
    "all-labels": (N_("All labels, a small student"), {"labels": "all", "student": "16"}),
    "noisy-labels": (N_("All labels, four in ten wrong"), {"labels": "all", "label_noise": 0.4}),
}


@st.fragment
def show_kinds_controls(shown: Race | None) -> None:
    """Draw the controls beside the results of `shown`, and write the URL; moving one redraws only these."""
    _ = session_translator()
    found: list[Experiment | Row] = []
    faults: dict[str, Problem] = {}
    try:
        found = contenders(chosen_kinds(), shared_settings(knob_values()), _)
    except ValidationError as error:
        faults = {fault.name: fault for fault in problems(error)}
    with st.container(key="begin"):
        _show_begin(found, faults, shown, _)
    with st.container(key="knobs"):
        _show_knobs(faults, _)
    write_address("kinds")
    with st.container(key="links"):
        link_button(_)


def _show_begin(found: list[Experiment | Row], faults: dict[str, Problem], shown: Race | None, _: Translator) -> None:
    st.pills(
        _("Kinds of distillation"),
        list(KINDS),
        selection_mode="multi",
        key=CHOSEN,
        persist_state="session",
        format_func=lambda kind: _(KINDS[kind].title),
    )
    with st.container(horizontal=True):
        for label, key, kinds in ((_("All"), "kinds_all", [*KINDS]), (_("None"), "kinds_none", [])):
            st.button(label, key=key, type="tertiary", on_click=_choose, args=(kinds,))
    able = [entry for entry in found if isinstance(entry, Experiment)]
    if run_button("run_kinds", bool(able), _):
        start_race(chosen_kinds(), shared_settings(knob_values()))
        st.rerun()
    if not found and not faults:
        st.caption(_("Choose at least one kind."))
    if able:
        with errors_shown(_):
            st.caption(literal(race_duration_text(able, _)))
    for sentence in kinds_notes(able, lambda note: note_sentence(note, able[0], _), _):
        st.info(literal(sentence))
    unable = [entry for entry in found if isinstance(entry, Row)]
    if unable:
        line = "- **{kind}**: {why}"
        st.info("\n".join([filled(line, kind=_(KINDS[row.kind].title), why=row.skipped) for row in unable]))
    if shown is not None and (shown.kinds, shown.settings) != (tuple(chosen_kinds()), shared_settings(knob_values())):
        st.info(_("The settings have changed since this race. Press Run to see what they do."))


def _show_knobs(faults: dict[str, Problem], _: Translator) -> None:
    ready_made(
        "kinds_ground",
        _("What all kinds share"),
        _("Pick ready-made settings"),
        {name: title for name, (title, _settings) in GROUNDS.items()},
        lambda name: set_knobs(GROUNDS[name][1]),
        _,
    )
    experiment = None if faults else Experiment.shared(**shared_settings(knob_values()))
    knob_controls("kinds", SHARED, experiment, faults, _)
    st.caption(_("Settings that only some kinds read, such as the temperature, have the usual values of each kind."))


def _choose(kinds: list[str]) -> None:
    st.session_state[CHOSEN] = kinds
