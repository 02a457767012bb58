"""Native widgets for knobs, as their descriptions say."""

from typing import Any

import streamlit as st

from kdviz.catalog import IDEAS, KINDS, DatasetCard, Knob, plain
from kdviz.experiment import is_whole, knob, usual
from kdviz.i18n import Translator
from kdviz.web.parts.choice import hold_choice
from kdviz.web.session import own
from kdviz.web.session.knobs import PREFIX

# These answer with a value, which no words change. To tell the browser the value anew is to overwrite one that the
# reader has just set, while an earlier answer of the page is still on its way.
OF_VALUES = ("number", "slider", "toggle")


def knob_widget(name: str, data: DatasetCard, _: Translator) -> None:
    """Draw the widget of the knob `name`; its value is in the session under the knob's key."""
    description, key = knob(name, data), PREFIX + name
    label = _(description.label)
    shared: dict[str, Any] = {
        "label": f"{label} ({_(description.unit)})" if description.unit else label,
        "help": _(description.help),
        "key": key,
        "persist_state": "session",
    }
    if description.widget not in OF_VALUES:
        hold_choice(key)
    number = int if is_whole(name) else float
    match description.widget:
        case "toggle":
            st.toggle(**shared)
        case "choice":
            if name == "kind":
                shared["on_change"] = take_kind
            _choice_box(name, description, shared, _)
        case "class":
            none = _("none")
            classes = [None, *range(data.classes)]
            st.selectbox(
                **shared,
                options=classes,
                format_func=lambda option: none if option is None else data.called(option, _),
                placeholder=none,
            )
        case "network" | "networks":
            st.selectbox(**shared, options=[*dict.fromkeys([*IDEAS, st.session_state[key]])], accept_new_options=True)
        case "stops":
            _stops_slider(description, shared, number, _)
        case "slider":
            st.slider(**shared, **_range(description, number))
        case "number":
            # Whole numbers are checked later: in a field of whole numbers the browser reads 2.5 as 2 and 1e3 as 1.
            st.number_input(**shared, **_range(description, float), format="%g")
    if description.ends:
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            for end in description.ends:
                st.caption(_(end), width="content")


def _choice_box(name: str, description: Knob, shared: dict[str, Any], _: Translator) -> None:
    options, called = list(description.options), description.options.__getitem__
    if name == "dataset":
        options, called = own.choices(besides=st.session_state[shared["key"]]), own.called
    st.selectbox(**shared, options=options, format_func=lambda choice: _(called(choice)))


def take_kind() -> None:
    """Set what the chosen kind of distillation reads to what is usual there."""
    card = KINDS[st.session_state[PREFIX + "kind"]]
    for name in {*card.own_knobs, *card.usual}:
        st.session_state[PREFIX + name] = usual(name, card.name)


def _range(description: Knob, number: type[int] | type[float]) -> dict[str, Any]:
    low, high = description.bounds or (None, None)
    limits = {"min_value": low, "max_value": high, "step": description.step}
    return {name: number(value) for name, value in limits.items() if value is not None}


def _stops_slider(description: Knob, shared: dict[str, Any], number: type[int] | type[float], _: Translator) -> None:
    """Draw a slider over chosen values, evenly spaced whatever their distances, the current one among them."""
    words, current = description.words, st.session_state[shared["key"]]
    numbers = {number(stop) for stop in description.stops if description.clamp(stop) == stop}
    if current not in words:
        numbers.add(current)
    st.select_slider(
        **shared,
        options=[*sorted(numbers), *words],
        format_func=lambda option: _(words[option]) if option in words else plain(option),
    )
