"""Native widgets for knobs: which widget a knob gets follows from its description alone."""

from typing import Any

import streamlit as st

from kdviz import catalog
from kdviz.catalog import DatasetCard, Knob, plain
from kdviz.experiment import Experiment, is_optional, is_whole, knob, usual
from kdviz.i18n import Translator
from kdviz.web.parts.choice import hold_choice
from kdviz.web.session.knobs import PREFIX

NETWORK_IDEAS = ("linear", "8", "16", "32", "64", "32x32", "128x128", "256x256", "512x512", "conv:8x16", "conv:16x32")
STOPS: dict[str, tuple[float, ...]] = {
    "temperature": (0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100),
    "labels": (10, 20, 30, 40, 60, 80, 100, 150, 200, 300, 500),
    "unlabeled": (0, 100, 200, 400, 600, 800),
}


def knob_widget(name: str, data: DatasetCard, _: Translator) -> None:
    """Draw the widget of the knob `name`; its value is in the session under the knob's key."""
    description, key = knob(name).worded_for(data), PREFIX + name
    labels: dict[str, Any] = {
        "label": _label(description, _),
        "help": _(description.help),
        "key": key,
        "persist_state": "session",
    }
    hold_choice(key)
    default = Experiment.model_fields[name].default
    if isinstance(default, bool):
        st.toggle(**labels)
    elif description.syntax:
        ideas = _with_current(NETWORK_IDEAS, key)
        st.selectbox(**labels, options=ideas, accept_new_options=True)
    elif description.choices:
        if name == "kind":
            labels["on_change"] = take_kind
        st.selectbox(**labels, options=description.choices, format_func=lambda choice: _choice_title(name, choice, _))
    elif is_optional(name):
        none = _("none")
        labels["format_func"] = lambda option: none if option is None else str(option)
        st.selectbox(**labels, options=[None, *range(data.classes)], placeholder=none)
    elif name in STOPS:
        _stops_slider(name, description, labels, data, _)
    elif is_whole(name):
        st.number_input(**labels, **_range(description, int))
    elif description.maximum is not None and description.maximum <= 1:
        st.slider(**labels, **_range(description, float))
    else:
        st.number_input(**labels, **_range(description, float), format="%g")
    if description.ends:
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            for end in description.ends:
                st.caption(_(end), width="content")


def take_kind() -> None:
    """Set what the chosen kind of distillation reads to what is usual there."""
    card = catalog.KINDS[st.session_state[PREFIX + "kind"]]
    for name in {*card.knob_names, *card.usual}:
        st.session_state[PREFIX + name] = usual(name, card.name)


def _label(description: Knob, _: Translator) -> str:
    return f"{_(description.label)} ({_(description.unit)})" if description.unit else _(description.label)


def _range(description: Knob, number: type[int] | type[float]) -> dict[str, Any]:
    limits = {"min_value": description.minimum, "max_value": description.maximum, "step": description.step}
    return {name: number(value) for name, value in limits.items() if value is not None}


def _with_current(options: tuple[Any, ...], key: str) -> list[Any]:
    current = st.session_state[key]
    return list(options) if current in options else [*options, current]


def _stops_slider(name: str, description: Knob, labels: dict[str, Any], data: DatasetCard, _: Translator) -> None:
    """Draw a slider over chosen values, evenly spaced whatever their distances, the current one among them."""
    number = int if is_whole(name) else float
    top = data.transfer_images(None) if description.words else description.maximum
    numbers = {number(stop) for stop in STOPS[name] if top is None or stop <= top}
    current = st.session_state[labels["key"]]
    if current not in description.words:
        numbers.add(current)
    options = [*sorted(numbers), *description.words]
    st.select_slider(**labels, options=options, format_func=lambda option: _stop_title(option, _))


def _stop_title(option: float | str, _: Translator) -> str:
    return _("all") if isinstance(option, str) else plain(option)


def _choice_title(name: str, choice: str, _: Translator) -> str:
    tables: dict[str, dict[str, str]] = {
        "dataset": {key: card.title for key, card in catalog.DATASETS.items()},
        "kind": {key: card.title for key, card in catalog.KINDS.items()},
        "optimizer": catalog.OPTIMIZERS,
        "teacher_optimizer": catalog.OPTIMIZERS,
    }
    return _(tables[name][choice]) if name in tables else choice
