"""The session's attack: begun, watched, opened again."""

import streamlit as st

from kdviz.catalog import data_set
from kdviz.engine import shared_engine
from kdviz.experiment.attack import USUAL, Attack
from kdviz.results.attack import AttackRecord
from kdviz.store.names import ATTACK
from kdviz.web.session.jobs import begin_instead, open_job
from kdviz.web.session.knobs import set_knobs
from kdviz.web.session.trouble import spoken

# Its job, the study, how large a perturbation may be, and the temperature of the training.
KEY, STUDY, BOUND, TRAINED_AT = "attack_id", "attack_study", "attack_bound", "attack_trained_at"


@spoken
def start_attack(attack: Attack, *, afresh: bool = False) -> None:
    """Submit `attack`, or resume an equal one that was stopped; it replaces the session's."""
    begin_instead(KEY, attack, afresh=afresh)


def open_attack(attack_id: str, *, knobs_too: bool = True) -> AttackRecord:
    """Make any attack of the history the session's, with its study, what that reads and, if wanted, knobs; return it.

    Raises
    ------
    UnknownJobError
        If there is none.
    CatalogError
        If its data set is not registered here any more; the session keeps its attack.
    """
    data_set(shared_engine().record(attack_id, ATTACK).attack.experiment.dataset)
    record: AttackRecord = open_job(KEY, attack_id, ATTACK)
    st.session_state[STUDY] = record.attack.study
    if record.attack.study == "temperature":
        st.session_state[BOUND] = record.attack.bound
        st.session_state[TRAINED_AT] = record.attack.experiment.temperature
    if knobs_too:
        # What the study says itself is left as it is on the other pages.
        own = USUAL[record.attack.study]
        set_knobs({name: value for name, value in record.attack.experiment.changes().items() if name not in own})
    return record


@spoken
def show_kept_attack(attack_id: str) -> None:
    """Do as `open_attack` when a button is pressed."""
    open_attack(attack_id)
