"""How long to tune: accuracy over the steps of a tuning, by the labels and by the teacher."""

from functools import partial

import streamlit as st

from kdviz import figures
from kdviz.i18n import N_, Translator
from kdviz.results.compression import CompressionRecord
from kdviz.verdicts.studies import tuning_sentence
from kdviz.web.parts.cards import CHART, card_title, fitting, kept_figure, table_button
from kdviz.web.parts.choice import choice
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.literal import literal
from kdviz.web.views.compress.scenes import offer_scene

CHOSEN = "compress_tuning"


def show(record: CompressionRecord, _: Translator) -> None:
    """Draw a tuning, of several the one that the reader picks."""
    tunings = record.result.tunings if record.result else []
    if not tunings:
        st.info(_("No pipeline here is tuned by the teacher and, beside it, by the labels."))
    else:
        named = {tuning.of: tuning for tuning in tunings}
        if st.session_state.get(CHOSEN) not in named:
            st.session_state[CHOSEN] = next(iter(named))
        tuning = named[choice(_("Pipeline"), [*named], key=CHOSEN) if len(named) > 1 else st.session_state[CHOSEN]]
        key, story = (record.compression_id, record.ended_at, tuning.of, _.language), tuning_sentence(tuning, _)
        card_title(story)
        for name, draw in (("tuning", figures.tuning_curves), ("tuning_gain", figures.tuning_gain)):
            figure = kept_figure((name, *key), partial(draw, tuning, _))
            st.plotly_chart(fitting(figure), **CHART, key=name, alt=story)
        table_button("tuning", partial(figures.tuning_table, tuning, _), _)
        text = _("Held against {by_labels}, seed by seed. Bands are 95 % intervals; step 0 is right after the cut.")
        st.caption(literal(text.format(by_labels=tuning.by_labels)))
    offer_scene("how-long", record.compression, _)
    offer_scene("repair-all-labels", record.compression, _)


SUBJECT = Subject(N_("How long to tune?"), 60, show)
