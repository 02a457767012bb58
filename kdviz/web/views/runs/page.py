"""Runs: every run there was, and any of them side by side; and every other job, to be opened again."""

import streamlit as st

from kdviz.experiment import Experiment
from kdviz.i18n import N_, Translator
from kdviz.store.names import RUN
from kdviz.store.records import listed_runs
from kdviz.web.parts.deletion import show_deleted, show_undo
from kdviz.web.session.address import write_address
from kdviz.web.session.language import session_translator
from kdviz.web.session.pages import DISTILL
from kdviz.web.session.runs import start_run
from kdviz.web.session.whose import listed
from kdviz.web.views.runs import KIND
from kdviz.web.views.runs.comparison import run_text, show_comparison, show_foremost, show_one
from kdviz.web.views.runs.jobs import LISTINGS, show_jobs
from kdviz.web.views.runs.table import export_buttons, filtered_runs, selected_runs


def _show_runs(_: Translator) -> None:
    everything = listed(listed_runs, RUN)
    shown = filtered_runs(everything, _) if everything else []
    if not everything:
        with st.container(key="nothing"):
            st.info(_("Nothing has run yet."))
            if st.button(_("Run the first one"), type="primary", icon=":material/play_arrow:", key="run_first"):
                start_run(Experiment())
                st.switch_page(DISTILL)
    elif not shown:
        st.info(_("No run passes these filters."))
    else:
        selected = selected_runs(shown, _)
        write_address("runs")
        if not selected:
            st.caption(_("Tick one run to see its details, or more to compare them."))
            show_foremost(shown, _)
        elif len(selected) == 1:
            show_one(selected[0], _)
        else:
            show_comparison(selected, _)
        export_buttons(selected or shown, _)
    show_deleted({record.run_id: run_text(record, _) for record in listed(listed_runs, RUN, deleted=True)}, RUN, _)


_ = session_translator()
st.title(_("Runs"), anchor=False)
show_undo(_)
offered = [RUN, *(kind for kind, listing in LISTINGS.items() if listing.is_offered())]
if st.session_state[KIND] not in offered:
    st.session_state[KIND] = RUN
if len(offered) > 1:
    st.segmented_control(
        _("What is listed"),
        offered,
        key=KIND,
        required=True,
        format_func=lambda kind: _(LISTINGS[kind].title if kind in LISTINGS else N_("Runs")),
        persist_state="session",
        label_visibility="collapsed",
    )
if (kind := st.session_state[KIND]) in LISTINGS:
    listing = LISTINGS[kind]
    show_jobs(listing, listing.records(), _)
    write_address("runs")
    gone = {listing.job_id(record): listing.name(record, _) for record in listing.records(deleted=True)}
    show_deleted(gone, kind, _)
else:
    _show_runs(_)
