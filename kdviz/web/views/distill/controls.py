"""The controls of the page Train: a scene, the knobs, a guess, and Run."""

from functools import partial

import streamlit as st

from kdviz.catalog import PUBLISHED, PUBLISHED_SCENES, SCENES, Scene, data_sets
from kdviz.experiment import Experiment, read_by
from kdviz.i18n import Translator
from kdviz.store.recordings import RECORDED, recording
from kdviz.verdicts.guess import is_told_by
from kdviz.web.components.guess.guess import ask_guess
from kdviz.web.parts.buttons import run_button
from kdviz.web.parts.choice import ready_made
from kdviz.web.parts.duration import duration_text
from kdviz.web.parts.knob_control import knob_controls
from kdviz.web.session.address import write_address
from kdviz.web.session.checked import checked_knobs
from kdviz.web.session.guess import TRAIN, Question, begin_guessed, take_guess
from kdviz.web.session.knobs import knob_value, set_knobs
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.runs import KEY as RUN
from kdviz.web.session.runs import show_recorded, start_run
from kdviz.web.session.trouble import errors_shown
from kdviz.web.session.view import is_projected, is_shown, link_button


@st.fragment
def show_controls(shown: Experiment | None, sampled: str | None) -> None:
    """Draw the controls beside the results of `shown`, and write the URL; moving one redraws only these.

    Another data set than that which is `sampled` beside them redraws the page.
    """
    if sampled is not None and knob_value("dataset") != sampled:
        st.rerun()
    _ = session_translator()
    experiment, faults = checked_knobs()
    with st.container(key="begin"):
        st.title(_("Can a big network's doubt help a small one?"), anchor=False)
        _show_scene(experiment, _)
        names = read_by(knob_value("kind"))
        # In a hall the few knobs that stay are in view.
        knob_controls("distill", names, experiment, faults, _, fold="" if is_projected() else _("More settings"))
        # What has been seen is no guess any more.
        if experiment is not None and not is_told_by(experiment, shown):
            ask_guess(_question(experiment), experiment.data, _)
        _show_run(experiment, shown, _)
    if experiment is not None:
        write_address("distill")
        with st.container(key="links"):
            if shown is None and experiment == recording(RECORDED).experiment:
                _show_recorded(experiment, _)
            link_button(_)


def _question(experiment: Experiment) -> Question:
    return Question(TRAIN, experiment.digest())


def _show_recorded(experiment: Experiment, _: Translator) -> None:
    """Offer a recorded run of these settings, about which the reader may have guessed, too."""
    if st.button(_("See a recorded run"), key="recorded", type="tertiary"):
        show_recorded()
        take_guess(_question(experiment), RECORDED)
        st.rerun()


def _show_scene(experiment: Experiment | None, _: Translator) -> None:
    """Draw the choice of a scene, and what the chosen one is about; never what came of it."""
    if not is_shown("scene"):
        return
    scenes = {**SCENES, **PUBLISHED_SCENES}
    name = ready_made(
        "scene",
        _("Scene"),
        _("Pick one"),
        {name: scene.title for name, scene in scenes.items()},
        lambda name: set_knobs(scenes[name].knobs) if _missing_data(scenes[name]) is None else None,
        _,
    )
    if name is None:
        return
    scene = scenes[name]
    if (missing := _missing_data(scene)) is not None:
        text = _("This scene needs {dataset}, which is not on this computer. In a terminal, run: kdviz data get {name}")
        st.info(filled(text, dataset=_(PUBLISHED[missing].title), name=missing))
        return
    as_it_is = experiment == Experiment(**scene.knobs)
    st.caption(_(scene.summary) if as_it_is else _("You have changed the settings of this scene."))


def _missing_data(scene: Scene) -> str | None:
    """Return the published data set of a scene that has not been got; None where there is nothing to get."""
    name = str(scene.knobs.get("dataset", ""))
    return name if name in PUBLISHED and name not in data_sets() else None


def _show_run(experiment: Experiment | None, shown: Experiment | None, _: Translator) -> None:
    """Draw Run, and what a run will take."""
    with st.container(key="go"):
        pressed = run_button("run", experiment is not None, _)
    if pressed and experiment is not None:
        begin_guessed(_question(experiment), RUN, partial(start_run, experiment))
        st.rerun()
    if experiment is None:
        return
    with errors_shown(_):
        st.caption(literal(duration_text(experiment, _)))
    if shown is not None and shown != experiment:
        st.info(_("The settings have changed since this run. Press Run to see what they do."))
