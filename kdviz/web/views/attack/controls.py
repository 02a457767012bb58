"""The controls of the page Attack: the study, what the attacker knows, a guess, and Run."""

from functools import partial

import streamlit as st

from kdviz.catalog import KINDS, DatasetCard
from kdviz.experiment import Experiment, read_leniently
from kdviz.experiment.attack import STUDIES, USUAL, Attack, Study
from kdviz.i18n import N_, Translator
from kdviz.results.attack import AttackRecord
from kdviz.store.recordings import is_recorded
from kdviz.verdicts.attack import KNOWS, STUDY_TITLES, made_of
from kdviz.verdicts.guess import is_told_by
from kdviz.web.components.guess.guess import ask_guess
from kdviz.web.parts.buttons import run_button
from kdviz.web.parts.choice import choice, hold_choice
from kdviz.web.session.address import write_address
from kdviz.web.session.attacks import BOUND, KEY, STUDY, TRAINED_AT, start_attack
from kdviz.web.session.checked import Checked, checked_request
from kdviz.web.session.guess import Question, begin_guessed
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import literal
from kdviz.web.session.view import link_button
from kdviz.web.views.attack.state import BOUNDS, DRAWN, TEMPERATURES

# About the gap that `kdviz.web.views.attack.results` holds it against.
QUESTIONS: dict[Study, str] = {
    "temperature": N_(
        "The attacker knows the trick. How many more of {of} {things} stay right, distilled, than trained as usual?"
    ),
    "steal": N_(
        "With {queries} queries: how many more of {of} {things} does a copy of logits answer alike than one of labels?"
    ),
    "membership": N_("Of {of} pairs of member and stranger: how many more does the student betray than its control?"),
}


def check_fields(_: Translator) -> Checked[Attack]:
    """Read the fields, and say what is wrong with them in the request's own sentences."""
    return checked_request(_attack, _)


def _attack(experiment: Experiment) -> Attack:
    """Return the study with what it needs; all else is as it is set on the other pages."""
    study: Study = st.session_state[STUDY]
    of_kinds = {name for card in KINDS.values() for name in card.own_knobs} | {"kind"}
    elsewhere = {name: value for name, value in experiment.changes().items() if name not in of_kinds}
    knobs = {**elsewhere, **USUAL[study]}
    if study != "temperature":
        return Attack.of(study, read_leniently(knobs)[0])
    knobs["temperature"] = st.session_state[TRAINED_AT]
    return Attack.of(study, read_leniently(knobs)[0], bound=st.session_state[BOUND])


@st.fragment
def show_attack_controls(shown: AttackRecord) -> None:
    """Draw the controls beside the attack on show, and write the URL; moving one redraws only these."""
    _ = session_translator()
    checked = check_fields(_)
    attack = checked.request
    data = (attack or shown.attack).experiment.data
    seen = attack is not None and shown.attack.digest() == attack.digest()
    with st.container(key="begin"):
        st.title(_("What can an attacker do?"), anchor=False)
        study = choice(_("Question"), STUDIES, key=STUDY, format_func=lambda name: _(STUDY_TITLES[name]))
        st.caption(literal(made_of(data, KNOWS[study], _)))
        # What has been seen is no guess any more.
        if attack is not None and not _is_told_by(attack, shown.attack):
            _ask(attack, _)
        with st.container(key="go"):
            pressed = run_button("run_attack", attack is not None, _)
        if pressed and attack is not None:
            begin_guessed(_question(attack), KEY, partial(start_attack, attack))
            st.rerun()
        if checked.fault:
            st.error(literal(checked.fault))
        if attack is not None and not seen and _has_ended(shown):
            st.info(_("The settings have changed since this result. Press Run to see what they do."))
    if study == "temperature":
        with st.container(key="knobs"):
            _show_settings(data, _)
    write_address("attack")
    with st.container(key="links"):
        link_button(_)
    if st.session_state[DRAWN] != study:
        # Another question has another picture.
        st.rerun()


def _has_ended(shown: AttackRecord) -> bool:
    return not shown.status.in_flight and not is_recorded(shown.attack_id)


def _question(attack: Attack) -> Question:
    return Question("attack", attack.digest())


def _is_told_by(attack: Attack, shown: Attack) -> bool:
    if (shown.study, shown.settings) != (attack.study, attack.settings):
        return False
    return is_told_by(attack.experiment, shown.experiment)


def _ask(attack: Attack, _: Translator) -> None:
    queries = _.number(min(attack.queries))
    question = _(QUESTIONS[attack.study]).format(queries=queries, of="{of}", things="{things}")
    ask_guess(_question(attack), attack.experiment.data, _, question)


def _show_settings(data: DatasetCard, _: Translator) -> None:
    """Draw at which temperature nets are trained, and the bound, folded away."""
    folded = st.expander(_("More settings"), key="attack_settings", on_change="rerun")
    if not folded.open:
        return
    bound = _("Largest change of a pixel") if data.is_image else _("Largest change of a number")
    with folded:
        for key, label, stops in (
            (TRAINED_AT, _("Trained at temperature"), TEMPERATURES),
            (BOUND, bound, BOUNDS),
        ):
            hold_choice(key)
            options = sorted({*stops, st.session_state[key]})
            st.select_slider(label, options, key=key, persist_state="session", format_func=lambda stop: f"{stop:g}")
        st.caption(_("Repeats and data are as on the other pages."))
