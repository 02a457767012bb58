"""Distill: choose, run, and read the verdict."""

import streamlit as st
from pydantic import ValidationError

from kdviz.catalog import SCENES
from kdviz.experiment import Experiment, Problem, knob, knobs, problems
from kdviz.web.duration import duration_text
from kdviz.web.language import session_translator
from kdviz.web.presentation import is_projected, is_shown, link_button, set_size
from kdviz.web.results import show_recording, show_run
from kdviz.web.runs import latest_run, start_run
from kdviz.web.text import size_text
from kdviz.web.trouble import show_trouble
from kdviz.web.url import knob_values, read_url, set_knobs, write_url
from kdviz.web.widgets import knob_widget

FIRST = ("dataset", "labels", "teacher", "student", "temperature", "alpha")
SIZED = {"teacher": "teacher_cost", "student": "student_cost"}

_ = session_translator()


def take_scene() -> None:
    """Set the knobs to those of the chosen scene."""
    chosen = st.session_state["scene"]
    if chosen is not None:
        set_knobs(Experiment(**SCENES[chosen].knobs))


for sentence in read_url(_):
    st.warning(_("From the link: {problem}").format(problem=sentence))
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


set_size()
controls, results = st.columns([1, 3] if is_projected() else [1, 2], gap="large")
with controls:
    if is_shown("scene"):
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
            as_it_is = experiment == Experiment(**SCENES[scene].knobs)
            st.caption(_(SCENES[scene].summary) if as_it_is else _("You have changed the settings of this scene."))
    pressed = st.button(
        _("Run"),
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=experiment is None,
        key="run",
        shortcut="Ctrl+Enter",
    )
    if experiment is not None:
        st.caption(duration_text(experiment, _))
    for first in FIRST:
        if is_shown(first):
            control(first)
    others = [name for name, _description in knobs() if name not in FIRST and is_shown(name)]
    if others:
        with st.expander(_("All other settings"), expanded=any(name in others for name in faults)):
            for name in others:
                control(name)
if experiment is not None and pressed:
    start_run(experiment)
    show_trouble(_)
run = latest_run()
if experiment is not None:
    write_url(experiment, _.language, run.record.run_id if run else None)
    with controls:
        link_button(_)

with results:
    if run is None:
        show_recording(_)
    else:
        show_run(run, experiment, _)
