"""The temperature lab: what softening does, and what of it a student is told."""

import streamlit as st
from pydantic import ValidationError

from kdviz.catalog import SCENES
from kdviz.experiment import Experiment, foremost
from kdviz.store.recordings import RECORDED, RECORDED_RUN, recording
from kdviz.web.components.lab.lab import lab
from kdviz.web.parts.text import settings_text
from kdviz.web.session.address import knob_values, read_picked, read_url, write_url
from kdviz.web.session.language import session_translator
from kdviz.web.session.runs import latest_run
from kdviz.web.session.view import link_button, set_size
from kdviz.web.views.lab.optimizers import show_optimizers
from kdviz.web.views.lab.translator import show_translator

_ = session_translator()
for sentence in read_url(_):
    st.warning(_("From the link: {problem}").format(problem=sentence))
set_size()
run = latest_run()
st.header(_("What does the temperature do?"))
if run is not None and run.record.result is not None:
    run_id, taught = run.record.run_id, run.record.experiment
    source = _("Teacher and students of your run: {settings}.").format(settings=settings_text(taught, _))
else:
    run_id, taught = RECORDED_RUN, recording(RECORDED).experiment
    title = _(SCENES[RECORDED].title)
    source = _("Teacher and students of a recorded run, “{scene}”; run one of yours on the page Distill.")
    source = source.format(scene=title)
st.caption(source)
with st.container(border=True):
    lab(run_id, taught, read_picked(), _)
with st.container(border=True):
    show_optimizers(taught)
with st.container(border=True):
    show_translator(taught.data.classes, _)
try:
    experiment = Experiment(**knob_values())
except ValidationError:
    # Some knob on the page Distill is wrong, which says so there; the link is written when it is mended.
    pass
else:
    # Also those that the chosen kind does not read.
    values = knob_values()
    turned = {
        name: str(values[name]) for name in foremost("lab") if values[name] != Experiment.model_fields[name].default
    }
    write_url(experiment, _.language, run.record.run_id if run else None, more=turned)
    link_button(_)
