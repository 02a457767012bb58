"""The attack on show: its progress, one test input under attack, the picture of all, and the subjects under it."""

from functools import partial

import streamlit as st

from kdviz import figures
from kdviz.catalog import ATTACK_SCENES
from kdviz.experiment.attack import FOLLOWED, SOURCES
from kdviz.i18n import N_, Translator
from kdviz.results import Status
from kdviz.results.attack import AttackRecord
from kdviz.store.recordings import is_recorded, recorded_attack
from kdviz.verdicts.attack import SOURCE_TITLES, asked_gap, attack_control, attack_headline, attack_verdict, made_of
from kdviz.verdicts.caveats import not_as_said
from kdviz.verdicts.earlier import not_as_earlier
from kdviz.verdicts.run import things
from kdviz.verdicts.why import attack_explanations
from kdviz.web.components.attack.attack import attack, attacked_nets
from kdviz.web.components.progress.progress import job_progress
from kdviz.web.parts.cards import CHART, fitting, kept_figure, table_button
from kdviz.web.parts.elsewhere import offer_elsewhere
from kdviz.web.parts.guessed import ask_why, guess_told
from kdviz.web.parts.job import again_button, early_text, stop_button
from kdviz.web.parts.news import show_news
from kdviz.web.parts.text import moment_text, recorded_text, settings_text
from kdviz.web.session.address import write_address
from kdviz.web.session.attacks import KEY, STUDY, show_kept_attack, start_attack
from kdviz.web.session.guess import read_guess
from kdviz.web.session.jobs import is_going, progress_of, record_of
from kdviz.web.session.literal import literal
from kdviz.web.session.view import is_projected
from kdviz.web.views.attack.state import SOURCE
from kdviz.web.views.attack.subject import SUBJECTS


def shown_attack() -> AttackRecord:
    """Return the attack on show: the session's if it is of the chosen study, else the recorded one of that study."""
    study, progress = st.session_state[STUDY], progress_of(KEY)
    if progress is not None:
        record: AttackRecord = record_of(progress)
        if record.attack.study == study:
            return record
    return recorded_attack(study)


def show_attack_results() -> None:
    """Draw the attack on show, and again whenever its log tells of more."""
    show_news(_results, partial(is_going, KEY))


def _results(_: Translator) -> None:
    record = shown_attack()
    if not is_recorded(record.attack_id):
        offer_elsewhere(record.attack_id, show_kept_attack, _)
    if record.status.in_flight and (progress := progress_of(KEY)):
        job_progress([progress], _("{done} of {parts} parts"), _)
        stop_button(KEY, progress.job_id, "attack", _)
    if record.result is not None:
        _show_guess(record, _)
        with st.container(border=True):
            _show_picture(record, _)
    _show_standing(record, _)
    if record.result is not None:
        SUBJECTS.show(record, _)
    write_address("attack")


def _show_picture(record: AttackRecord, _: Translator) -> None:
    told, study = attack_headline(record, _), record.attack.study
    if is_projected() and _follows(record):
        # A hall sees one figure: that with which it breaks the defense itself, so nothing tells it before.
        _draw_finger(record, _)
        return
    st.header(literal(told), anchor=False)
    _show_finger(record, _)
    source = st.session_state[SOURCE]
    if source not in record.attack.sources:
        source = record.attack.sources[0]
    figure = figures.attack_picture(record, source, _)
    st.plotly_chart(fitting(figure), **CHART, key="attacked", alt=told)
    if study == "steal":
        st.segmented_control(
            _("Queries from"),
            [source for source in SOURCES if source in record.attack.sources],
            key=SOURCE,
            required=True,
            format_func=lambda name: made_of(record.attack.experiment.data, SOURCE_TITLES[name], _),
            persist_state="session",
            label_visibility="collapsed",
        )
    if not is_projected():
        # A hall reads one sentence; its picture has the controls and the intervals.
        st.markdown(literal(attack_control(record, _)))


def _follows(record: AttackRecord) -> bool:
    """Return whether the browser can compute a study's nets."""
    experiment = record.attack.experiment
    small = ":" not in experiment.student and experiment.student_cost.parameters <= FOLLOWED
    return record.attack.study == "temperature" and small


def _draw_finger(record: AttackRecord, _: Translator) -> None:
    # An attack may be made anew under its id.
    attack(record.attack_id, record.ended_at, attacked_nets(_), record.attack.experiment.data, _)


def _show_finger(record: AttackRecord, _: Translator) -> None:
    """Draw one test input and two nets that follow the finger, or say why none do."""
    experiment = record.attack.experiment
    if _follows(record):
        _draw_finger(record, _)
    elif record.attack.study == "temperature" and ":" in experiment.student:
        text = N_("The sliders for one of the {things} follow networks without convolutions only.")
        st.caption(literal(made_of(experiment.data, text, _)))
    elif record.attack.study == "temperature":
        text = _("The sliders for one of the {things} follow networks of up to {most} parameters.")
        st.caption(literal(text.format(things=things(experiment.data, _), most=_.number(FOLLOWED))))


def _show_guess(record: AttackRecord, _: Translator) -> None:
    """Hold the reader's guess against what came out, and let them pick why."""
    assert record.result is not None
    guess, gap = read_guess(record.attack_id), asked_gap(record.attack, record.result)
    if guess is None or gap is None:
        return
    said = guess_told(record.attack_id, guess, gap.gap.mean, record.attack.experiment.data, _)
    with st.container(border=True, key="guessed"):
        st.markdown(literal(said))
        key = ("guessed", record.attack_id, record.ended_at, guess, _.language)
        figure = kept_figure(key, lambda: figures.attacked_dots(record, gap, guess, _))
        st.plotly_chart(figure, **CHART, key="guessed_dots", alt=said)
        ask_why(attack_explanations(record, _), record.attack_id, _("What explains it? Pick one."), _)


def _show_standing(record: AttackRecord, _: Translator) -> None:
    """Say how an attack has ended and how we know what it shows, and offer to make it again."""
    if record.status.in_flight:
        return
    if record.failure is not None:
        st.error(literal(record.failure.sentence(_)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(literal(_standing_text(record, _)), width="content")
        if record.result is not None:
            with st.popover(_("How we know"), type="tertiary", key="how"):
                for sentence in _how(record, _):
                    st.markdown(literal(sentence))
            table_button("attacked", lambda: figures.attack_table(record, _), _)
        if not is_recorded(record.attack_id):
            again_button("attack", record.status, lambda afresh: start_attack(record.attack, afresh=afresh), _)
    for sentence in not_as_earlier(record, _):
        st.caption(literal(sentence))


def _standing_text(record: AttackRecord, _: Translator) -> str:
    if is_recorded(record.attack_id):
        return recorded_text(record.attack.experiment.data, _)
    parts = _("{done} of {parts} parts").format(done=record.done, parts=record.parts)
    if record.status is not Status.FINISHED:
        return early_text(record.done, parts, _)
    return _("{parts}, {seconds} s.").format(parts=parts, seconds=f"{record.seconds:.1f}")


def _how(record: AttackRecord, _: Translator) -> list[str]:
    """Say what came out in full, what it was made of and how far it may be trusted: here sentences may be long."""
    made = _("Trained in {seconds} s, on {moment}. All nets: {settings}.").format(
        seconds=f"{record.seconds:.1f}",
        moment=moment_text(record.created_at, _),
        settings=settings_text(record.attack.experiment, _),
    )
    caveat = _(
        "Means over {seeds} seeds on test {things}, with 95 % t-intervals; gaps are paired within each seed. Only nets "
        "that were trained here are attacked. What holds against these attacks need not hold against stronger ones."
    ).format(seeds=record.attack.experiment.seeds, things=things(record.attack.experiment.data, _))
    if record.attack.study == "temperature":
        made = " ".join([made, _("What follows the finger is under FGSM, on one net of each kind, of the first seed.")])
    scene = next(name for name, ready in ATTACK_SCENES.items() if ready.study == record.attack.study)
    return [attack_verdict(record, _), *filter(None, [not_as_said(scene, _)]), caveat, made]
