"""What has run, once more: with the same seeds, or with new ones."""

from collections.abc import Callable

import streamlit as st

from kdviz.experiment import Experiment, knob
from kdviz.i18n import Translator


def again_buttons(
    _: Translator, afresh: Callable[[], None], new_seeds: Callable[[], None] | None, prefix: str = ""
) -> None:
    """Offer the same again and, where seeds can tell more, new ones; `prefix` tells the keys from other pages'."""
    st.button(
        _("Run afresh"),
        icon=":material/replay:",
        key=f"{prefix}afresh",
        help=_("The same seeds: the same draws, starts and batches, and so the same numbers."),
        on_click=afresh,
    )
    if new_seeds is not None:
        st.button(
            _("New seeds"),
            icon=":material/casino:",
            key=f"{prefix}new_seeds",
            help=_("As many further seeds: other labelled images, starts and batches."),
            on_click=new_seeds,
        )


def further_seed(experiment: Experiment) -> int:
    """Return the first seed after those of `experiment`."""
    return int(knob("first_seed").clamp(experiment.first_seed + experiment.seeds))
