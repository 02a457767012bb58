"""Buttons that pages share: Run, the same once more, and a file."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from kdviz.experiment import Experiment, knob
from kdviz.i18n import Translator
from kdviz.web.session.whose import mine


def run_button(key: str, enabled: bool, _: Translator) -> bool:
    """Draw Run, and return whether it was just pressed."""
    return st.button(
        _("Run"),
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=not enabled,
        key=key,
        shortcut="Ctrl+Enter",
    )


def stop_label(job_id: str, _: Translator) -> str:
    """Return what a button says by which this reader stops a job, which goes on while others watch it."""
    return _("Stop") if mine([job_id]) else _("Leave")


def file_button(label: str, make: Callable[[], Any], name: str, media_type: str, key: str) -> None:
    """Offer a file; it is made when asked for."""
    icon = ":material/download:"
    st.download_button(label, make, name, media_type, icon=icon, on_click="ignore", key=key)


def again_buttons(
    _: Translator, afresh: Callable[[], None], new_seeds: Callable[[], None] | None, prefix: str = ""
) -> None:
    """Offer the same again and the like with new seeds; `prefix` tells the buttons' keys apart from other pages'."""
    st.button(
        _("Same again"),
        icon=":material/replay:",
        key=f"{prefix}afresh",
        help=_("Uses the same seeds: the same labelled samples, starts and batches give the same numbers."),
        on_click=afresh,
    )
    if new_seeds is not None:
        st.button(
            _("Other samples, other start"),
            icon=":material/casino:",
            key=f"{prefix}new_seeds",
            help=_("Uses as many new seeds: other labelled samples, starts and batches."),
            on_click=new_seeds,
        )


def further_seed(experiment: Experiment) -> int:
    """Return the first seed after those of `experiment`."""
    return int(knob("first_seed").clamp(experiment.first_seed + experiment.seeds))
