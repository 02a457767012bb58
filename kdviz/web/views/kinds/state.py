"""The settings of the page Methods."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from kdviz.catalog import KIND_KNOBS, KINDS
from kdviz.experiment import Experiment, usual

CHOSEN, BET, CARD = "kinds_chosen", "kinds_bet", "kinds_card"
# Whose first kind challenges the usual one.
CHALLENGER = "alone"
# Labels alone run in every race, as each kind's twin.
ALONE = "labels"
# The knobs that all kinds read: data, teacher, student, training. Those of one kind have its usual values.
SHARED = tuple(name for name in Experiment.model_fields if name != "kind" and name not in KIND_KNOBS.model_fields)


def chosen_kinds() -> list[str]:
    """Return the chosen kinds, in the catalog's order."""
    return [kind for kind in KINDS if kind in st.session_state[CHOSEN]]


def first_kinds() -> list[str]:
    """Return the kinds that the page opens with: the usual one, and the first challenger of another family."""
    usual_kind = usual("kind", "")
    return [usual_kind, next(name for name, card in KINDS.items() if card.family == CHALLENGER)]


def shared_settings(values: Mapping[str, Any], kind: str = "") -> dict[str, Any]:
    """Return those of `values` that all kinds read and that are not at their defaults, or at those of `kind`.

    The others are left to each kind, which may have defaults of its own.
    """
    return {name: values[name] for name in SHARED if values[name] != usual(name, kind)}
