"""The search on show: its progress, the trials, the judgement, and the subjects under it."""

from functools import partial

import streamlit as st

from kdviz import figures
from kdviz.experiment import Search
from kdviz.experiment.vary import PIPELINE, varied
from kdviz.i18n import Translator
from kdviz.results import Status
from kdviz.results.search import SearchRecord, Trial
from kdviz.store.recordings import is_recorded, recorded_search
from kdviz.verdicts.run import cut_note
from kdviz.verdicts.search import best_told, chosen_trial, goal_told, judgement_told, optimism_told, time_told
from kdviz.verdicts.search import settings_text as search_settings_text
from kdviz.verdicts.tables import csv_text
from kdviz.web.components.progress.progress import job_progress
from kdviz.web.parts.buttons import file_button
from kdviz.web.parts.cards import CHART, fitting, table_button
from kdviz.web.parts.choice import choice
from kdviz.web.parts.elsewhere import offer_elsewhere
from kdviz.web.parts.job import again_button, early_text, stop_button
from kdviz.web.parts.news import show_news
from kdviz.web.parts.text import moment_text, recorded_text, settings_text
from kdviz.web.session.address import write_address
from kdviz.web.session.compressions import set_pipelines
from kdviz.web.session.jobs import is_going, progress_of, record_of
from kdviz.web.session.knobs import set_knob
from kdviz.web.session.language import IN_ENGLISH
from kdviz.web.session.literal import literal
from kdviz.web.session.pages import page_of
from kdviz.web.session.searches import KEY, show_kept_search, start_search
from kdviz.web.views.tune.controls import check_fields
from kdviz.web.views.tune.state import ACROSS, RECORDED, UP
from kdviz.web.views.tune.subject import SUBJECTS


def shown_search() -> SearchRecord | None:
    """Return the search on show: the session's, or the recorded one where the reader asked for it."""
    progress = progress_of(KEY)
    if progress is None:
        return recorded_search() if st.session_state.get(RECORDED) else None
    record: SearchRecord = record_of(progress)
    return record


def show_tune_results() -> None:
    """Draw the search on show, and again whenever its log tells of more."""
    show_news(_results, partial(is_going, KEY))


def _results(_: Translator) -> None:
    record = shown_search()
    if record is None:
        _show_beginning(_)
        write_address("tune")
        return
    if not is_recorded(record.search_id):
        offer_elsewhere(record.search_id, show_kept_search, _)
    if (progress := progress_of(KEY)) and progress.status.in_flight:
        job_progress([progress], _("{done} of {parts} students"), _)
        stop_button(KEY, progress.job_id, "tune", _)
    if record.result is not None:
        with st.container(border=True):
            told = judgement_told(record, _)
            st.header(literal(told), anchor=False)
            st.plotly_chart(fitting(figures.judgement(record.result, _)), **CHART, key="judged", alt=told)
            st.markdown(
                literal(" ".join([*goal_told(record, _), optimism_told(record.result, _), time_told(record, _)]))
            )
    with st.container(border=True):
        _show_trials(record, _)
    _show_standing(record, _)
    if record.result is not None:
        SUBJECTS.show(record, _)
    write_address("tune")


def _show_beginning(_: Translator) -> None:
    """Draw the plane with the reader's choice in it, and nothing of what is to be found out."""
    with st.container(border=True, key="beginning"):
        told = best_told(None, _)
        st.header(literal(told), anchor=False)
        search = check_fields(_).request
        if search is None:
            return
        names = [vary.name for vary in search.vary]
        figure = figures.trials_picture(search, _by_hand(search), (names[0], names[min(1, len(names) - 1)]), _)
        st.plotly_chart(fitting(figure), **CHART, key="trials", alt=told)
        if st.button(_("Show a recorded search"), key="tune_recorded_button", type="tertiary"):
            st.session_state[RECORDED] = True
            st.rerun()


def _by_hand(search: Search) -> list[Trial]:
    """Return the reader's choice as it is drawn before anything is trained."""
    return [Trial(number=0, settings=search.by_hand)]


def _show_trials(record: SearchRecord, _: Translator) -> None:
    names = [vary.name for vary in record.search.vary]
    across, up = _axes(names)
    chosen = chosen_trial(record)
    best = chosen or record.search.best(record.trials)
    told = best_told(best, _, begun=record.status.in_flight, ended=chosen is not None)
    if record.result is None:
        st.header(literal(told), anchor=False)
    else:
        st.markdown(f"**{literal(told)}**")
    if best is not None:
        st.markdown(literal(search_settings_text(best.settings, _)))
        if note := cut_note([best.estimate.ci95], _):
            st.caption(literal(note))
    figure = figures.trials_picture(record.search, record.trials or _by_hand(record.search), (across, up), _, chosen)
    st.plotly_chart(fitting(figure), **CHART, key="trials", alt=told)
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(names) > 2:
            for key, label in ((ACROSS, _("Across")), (UP, _("Up"))):
                choice(label, names, key=key, format_func=lambda name: _(varied(name).label))
        with st.popover(_("How we know"), type="tertiary", key="how"):
            for sentence in _how(record, _):
                st.markdown(literal(sentence))
        table_button("trials", lambda: figures.trials_table(record, _), _)


def _axes(names: list[str]) -> tuple[str, str]:
    """Return the knobs of the picture: those chosen, as far as they vary, else the first two; one knob twice."""
    usual = {ACROSS: names[0], UP: names[min(1, len(names) - 1)]}
    for key, name in usual.items():
        if st.session_state.get(key) not in names:
            st.session_state[key] = name
    return st.session_state[ACROSS], st.session_state[UP]


def _how(record: SearchRecord, _: Translator) -> list[str]:
    """Say how the search went and how far it may be trusted."""
    made = _("Searched for {seconds} s, on {moment}. All students: {settings}.").format(
        seconds=f"{record.seconds:.1f}",
        moment=moment_text(record.created_at, _),
        settings=settings_text(record.search.experiment, _),
    )
    caveat = _(
        "Settings are chosen on the validation set over some seeds. One that surely loses, by a t-test, gets no more "
        "seeds. The winner and the setting by hand are judged on the test set. Their seeds are fresh, and paired one "
        "by one."
    )
    optimism = _(
        "Optimism compares the winner's score on the seeds that chose it with its score on fresh seeds. Both are of "
        "the validation set."
    )
    return [caveat, optimism, made]


def _show_standing(record: SearchRecord, _: Translator) -> None:
    """Say how a search has ended, and offer to go on from it."""
    if record.status.in_flight:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if is_recorded(record.search_id):
            st.caption(literal(recorded_text(record.search.experiment.data, _)), width="content")
        else:
            _offer_again(record, _)
        if record.result is not None:
            take = partial(_take_winner, record)
            for name, label in (("distill", _("Open the winner")), ("compress", _("Compress the winner"))):
                page = page_of(name)
                if st.button(label, icon=page.icon, key=f"winner_{name}", on_click=take):
                    st.switch_page(page.script)
            name = f"kdviz-search-{record.search_id[:8]}.csv"
            file_button("CSV", lambda: csv_text(figures.trials_table(record, IN_ENGLISH)), name, "text/csv", "tune_csv")


def _offer_again(record: SearchRecord, _: Translator) -> None:
    if record.failure is not None:
        st.error(literal(record.failure.sentence(_)))
    finished = record.status is Status.FINISHED
    tried = record.result.trials if record.result else len(record.trials)
    counted = {"trials": tried, "students": record.students, "seconds": f"{record.seconds:.1f}"}
    said = _("{trials} settings, {students} students, {seconds} s.") if finished else _("{trials} settings")
    said = said.format(**counted)
    st.caption(literal(said if finished else early_text(tried, said, _)), width="content")
    again_button("tune", record.status, lambda afresh: start_search(record.search, afresh=afresh), _)


def _take_winner(record: SearchRecord) -> None:
    """Set the knobs to the winner's, where the other pages find them."""
    assert record.result is not None
    for name, value in record.result.best.settings.items():
        if name == PIPELINE:
            set_pipelines([str(value)])
        else:
            set_knob(name, value)
