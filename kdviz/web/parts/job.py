"""Buttons for a job in parts: stop it while it goes on, and begin it again once it has ended."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from kdviz.i18n import Translator
from kdviz.results import Status
from kdviz.web.parts.buttons import stop_label
from kdviz.web.session.jobs import leave


def stop_button(key: str, job_id: str, name: str, _: Translator) -> None:
    """Offer to stop the session's job under `key`; `name` tells the button apart from those of other pages."""
    stop: dict[str, Any] = {"on_click": leave, "args": (key, job_id)}
    st.button(stop_label(job_id, _), icon=":material/stop:", key=f"stop_{name}", shortcut="Esc", **stop)


def early_text(done: int, counted: str, _: Translator) -> str:
    """Say that a job ended early and keeps what is `counted`, or that nothing of it was `done`."""
    if not done:
        return _("Ended before anything was finished.")
    return _("Ended early with {counted}; they are kept.").format(counted=counted)


def again_button(name: str, status: Status, start: Callable[[bool], None], _: Translator) -> None:
    """Offer to run a finished job afresh, or to go on with one that ended early; `start` is told whether afresh."""
    finished = status is Status.FINISHED
    label, icon = (_("Run afresh"), ":material/replay:") if finished else (_("Go on"), ":material/play_arrow:")
    if st.button(label, icon=icon, key=f"{name}_{'afresh' if finished else 'go_on'}"):
        start(finished)
        st.rerun()
