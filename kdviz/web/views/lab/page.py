"""The temperature lab: what softening does, and what a student learns from it."""

from functools import partial

import streamlit as st

from kdviz.catalog import SCENES
from kdviz.store.recordings import RECORDED, RECORDED_RUN, recording
from kdviz.web.components.lab.lab import SUBJECTS, lab
from kdviz.web.parts.fold import fold, keep_opened
from kdviz.web.parts.text import recorded_text, settings_text
from kdviz.web.session.address import write_address
from kdviz.web.session.knobs import knob_value
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import literal
from kdviz.web.session.reader import IMAGE
from kdviz.web.session.runs import latest_run
from kdviz.web.session.view import link_button
from kdviz.web.views.lab.address import OPENED, OPTIMIZERS, WORDS
from kdviz.web.views.lab.optimizers import show_optimizers
from kdviz.web.views.lab.translator import show_translator

_ = session_translator()
run = latest_run()
st.title(_("What does the temperature do?"), anchor=False)
if run is not None and run.record.result is not None:
    run_id, taught = run.record.run_id, run.record.experiment
    source = _("Teacher and students of your run: {settings}.").format(settings=settings_text(taught, _))
else:
    run_id, taught = RECORDED_RUN, recording(RECORDED).experiment
    title = _(SCENES[RECORDED].title)
    source = _("Teacher and students of a recorded run, “{scene}”. Run your own on the page Train.")
    source = source.format(scene=title)
    # Its pictures are looked at long before the caption below is.
    if knob_value("dataset") != taught.data.name:
        st.caption(literal(recorded_text(taught.data, _)))
lab(run_id, taught, st.session_state[IMAGE], st.session_state[OPENED], partial(keep_opened, OPENED, of=SUBJECTS), _)
if (place := fold(OPENED, OPTIMIZERS, _("What the optimizer sees"))) is not None:
    with place:
        show_optimizers(taught)
if (place := fold(OPENED, WORDS, _("The same loss in other words"))) is not None:
    with place:
        show_translator(taught.data.classes, _)
st.caption(literal(source))
write_address("lab")
link_button(_)
