"""Distill: choose, run, and read the verdict."""

import streamlit as st
from pydantic import ValidationError

from kdviz.catalog import SCENES
from kdviz.experiment import Experiment, Problem, knob, knobs, problems
from kdviz.web.language import session_translator
from kdviz.web.results import show_progress, show_result
from kdviz.web.runs import latest_run, start_run
from kdviz.web.text import size_text
from kdviz.web.url import knob_values, seed_knobs, set_knobs, write_url
from kdviz.web.widgets import knob_widget

FIRST = ("dataset", "labels", "teacher", "student", "temperature", "alpha")
SIZED = {"teacher": "teacher_cost", "student": "student_cost"}

_ = session_translator()


def take_scene() -> None:
    """Set the knobs to those of the chosen scene."""
    chosen = st.session_state["scene"]
    if chosen is not None:
        set_knobs(Experiment(**SCENES[chosen].knobs))


for problem in seed_knobs():
    st.warning(_("From the link: {problem}").format(problem=problem.sentence(_)))
experiment: Experiment | None = None
faults: dict[str, Problem] = {}
try:
    experiment = Experiment(**knob_values())
except ValidationError as error:
    faults = {fault.name: fault for fault in problems(error)}
data = (experiment or Experiment(dataset=knob_values()["dataset"])).data


def control(name: str) -> None:
    """Draw a knob, and under it its network's size or what is wrong with it."""
    knob_widget(name, data, _)
    if name in faults:
        st.error(faults[name].sentence(_, call=_(knob(name).label)))
    elif experiment is not None and name in SIZED:
        st.caption(size_text(getattr(experiment, SIZED[name]), _))


controls, results = st.columns([1, 2], gap="large")
with controls:
    scene = st.selectbox(
        _("Scene"),
        list(SCENES),
        key="scene",
        index=None,
        placeholder=_("Pick a ready-made experiment"),
        format_func=lambda name: _(SCENES[name].title),
        on_change=take_scene,
    )
    if scene is not None:
        st.caption(_(SCENES[scene].summary))
    for first in FIRST:
        control(first)
    pressed = st.button(
        _("Run"), type="primary", icon=":material/play_arrow:", width="stretch", disabled=experiment is None, key="run"
    )
    with st.expander(_("All other settings"), expanded=any(name not in FIRST for name in faults)):
        for name, _description in knobs():
            if name not in FIRST:
                control(name)
if experiment is not None:
    write_url(experiment, _.language)
    if pressed:
        start_run(experiment)

with results:
    run = latest_run()
    if run is None:
        st.header(_("Does a teacher help a small network?"))
        st.markdown(
            _(
                "A large network, the *teacher*, has learned the whole data set. A small one, the *student*, gets only "
                "a few labels. Press **Run**: the student is trained three ways, from several starts each — from the "
                "labels alone, from smoothed labels, and from the teacher's softened answers — and you see what the "
                "teacher was worth, and how sure that is."
            )
        )
    elif run.result is None:
        show_progress(run, _)
    else:
        show_result(run.result, experiment, _)
