"""The entries of the page Attack in the URL."""

import math
from collections.abc import Mapping
from functools import partial

import streamlit as st

from kdviz.catalog import not_one_of, plain
from kdviz.experiment.attack import SOURCES, STUDIES, AttackError
from kdviz.i18n import N_
from kdviz.web.components.attack.attack import FIRST, LOOKED, Looked
from kdviz.web.session.attacks import BOUND, KEY, STUDY, TRAINED_AT, open_attack
from kdviz.web.session.knobs import are_knobs_asked
from kdviz.web.session.pages import Entry
from kdviz.web.views.attack.state import OPENED, SOURCE, USUAL_BOUND, USUAL_TEMPERATURE
from kdviz.web.views.attack.subject import SUBJECTS

WRONG = N_("{name} is {value}: allowed is a number from {low} to {high}.")


def _asked_study(asked: Mapping[str, str]) -> None:
    study = asked.get("study", STUDIES[0])
    st.session_state[STUDY] = study if study in STUDIES else STUDIES[0]
    if study not in STUDIES:
        raise not_one_of("study", study, STUDIES)


def _asked_source(asked: Mapping[str, str]) -> None:
    source = asked.get("queries_from", SOURCES[0])
    st.session_state[SOURCE] = source if source in SOURCES else SOURCES[0]
    if source not in SOURCES:
        raise not_one_of("queries_from", source, SOURCES)


def _asked_number(name: str, key: str, usual: float, low: float, high: float, asked: Mapping[str, str]) -> None:
    """Take a number; raises the sentence about one that is none."""
    text = asked.get(name)
    try:
        number = usual if text is None else float(text)
    except ValueError:
        number = math.nan
    st.session_state[key] = number if low <= number <= high else usual
    if not low <= number <= high:
        raise AttackError(WRONG, name=name, value=text or "“”", low=plain(low), high=plain(high))


def _asked_attack(asked: Mapping[str, str]) -> None:
    if "attack" in asked:
        open_attack(asked["attack"], knobs_too=not are_knobs_asked())


def _asked_looked(asked: Mapping[str, str]) -> None:
    st.session_state[LOOKED] = Looked.read(asked.get("looked", "")) or FIRST


on_this_page = partial(Entry, pages=("attack",))
# In the order of reading: later entries override earlier ones.
ENTRIES = (
    on_this_page("study", STUDY, _asked_study, default=STUDIES[0]),
    on_this_page("bound", BOUND, partial(_asked_number, "bound", BOUND, USUAL_BOUND, 0, 1), plain, default=USUAL_BOUND),
    on_this_page(
        "trained_at",
        TRAINED_AT,
        partial(_asked_number, "trained_at", TRAINED_AT, USUAL_TEMPERATURE, 0.25, 100),
        plain,
        default=USUAL_TEMPERATURE,
    ),
    on_this_page("attack", KEY, _asked_attack),
    on_this_page("queries_from", SOURCE, _asked_source, default=SOURCES[0]),
    on_this_page("looked", LOOKED, _asked_looked, Looked.text, default=FIRST),
    on_this_page("open", OPENED, SUBJECTS.asked, SUBJECTS.text, default=()),
)
