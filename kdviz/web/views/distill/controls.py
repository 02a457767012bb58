"""The controls of the page Distill: a scene, Run, and the knobs."""

import streamlit as st
from pydantic import ValidationError

from kdviz.catalog import SCENES
from kdviz.experiment import Experiment, Problem, knobs_of, problems
from kdviz.i18n import Translator
from kdviz.verdicts.caveats import not_as_said
from kdviz.web.parts.buttons import run_button
from kdviz.web.parts.choice import ready_made
from kdviz.web.parts.duration import duration_text
from kdviz.web.parts.knob_control import knob_controls
from kdviz.web.session.address import write_address
from kdviz.web.session.knobs import knob_values, set_knobs
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import literal
from kdviz.web.session.reader import read_guess, write_guess
from kdviz.web.session.runs import KEY as RUN
from kdviz.web.session.runs import start_run
from kdviz.web.session.trouble import errors_shown
from kdviz.web.session.view import is_shown, link_button


@st.fragment
def show_controls(shown: Experiment | None) -> None:
    """Draw the controls beside the results of `shown`, and write the URL; moving one redraws only these."""
    _ = session_translator()
    experiment: Experiment | None = None
    faults: dict[str, Problem] = {}
    try:
        experiment = Experiment.shared(**knob_values())
    except ValidationError as error:
        faults = {fault.name: fault for fault in problems(error)}
    with st.container(key="begin"):
        _show_begin(experiment, shown, _)
    with st.container(key="knobs"):
        knob_controls("distill", [*dict(knobs_of(knob_values()["kind"]))], experiment, faults, _)
    if experiment is not None:
        write_address("distill")
        with st.container(key="links"):
            link_button(_)


def _show_begin(experiment: Experiment | None, shown: Experiment | None, _: Translator) -> None:
    """Draw the scenes, Run, and what a run will take."""
    if is_shown("scene"):
        scene = ready_made(
            "scene",
            _("Scene"),
            _("Pick a ready-made experiment"),
            {name: scene.title for name, scene in SCENES.items()},
            lambda name: set_knobs(SCENES[name].knobs),
            _,
        )
        if scene is not None:
            as_it_is = experiment == Experiment(**SCENES[scene].knobs)
            st.caption(_(SCENES[scene].summary) if as_it_is else _("You have changed the settings of this scene."))
            if as_it_is and (sentence := not_as_said(scene, _)):
                st.caption(literal(sentence))
    if run_button("run", experiment is not None, _) and experiment is not None:
        guess = read_guess(None)
        start_run(experiment)
        if guess is not None:
            # A guess is about one run.
            write_guess(guess, st.session_state.get(RUN))
            write_guess(None)
        st.rerun()
    if experiment is not None:
        with errors_shown(_):
            st.caption(literal(duration_text(experiment, _)))
        if shown is not None and shown != experiment:
            st.info(_("The settings have changed since this run. Press Run to see what they do."))
