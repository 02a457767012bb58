"""The home page: what distillation is, in one picture."""

from functools import partial

import streamlit as st

from kdviz.catalog import SCENES
from kdviz.experiment import Experiment
from kdviz.i18n import Translator
from kdviz.results import RunRecord, Status
from kdviz.store.recordings import RECORDED
from kdviz.web.components.story.story import story
from kdviz.web.parts.buttons import further_seed
from kdviz.web.session.address import write_address
from kdviz.web.session.jobs import leave
from kdviz.web.session.language import session_translator
from kdviz.web.session.pages import DISTILL
from kdviz.web.session.runs import KEY as RUN
from kdviz.web.session.runs import latest_run, start_run

# The run that the picture shows in place of the recorded one; others that the session has begun are none of it.
SHOWN = "story_run"
# The lesson that goes on where the story ends.
LESSON = "2"


def show_home() -> None:
    """Draw the home page, and go where the reader goes from it."""
    _ = session_translator()
    live = _live_run()
    wish = story(live, _trouble(live, _), partial(_train, live), partial(_stop, live), _)
    write_address("learn")
    if wish.went == "lab":
        st.switch_page(DISTILL)
    if wish.went == "lesson":
        st.query_params["lesson"] = LESSON
        st.rerun()


def _live_run() -> RunRecord | None:
    """Return the run that was begun here, if it is still the session's latest."""
    run = latest_run()
    return run.record if run is not None and run.record.run_id == st.session_state.get(SHOWN) else None


def _train(live: RunRecord | None) -> None:
    """Train what was recorded with other images and other starts, whether or not that is known already."""
    before = live.experiment if live else Experiment(**SCENES[RECORDED].knobs)
    start_run(before.model_copy(update={"first_seed": further_seed(before)}), afresh=True)
    st.session_state[SHOWN] = st.session_state.get(RUN)


def _stop(live: RunRecord | None) -> None:
    if live is not None:
        leave(RUN, live.run_id)


def _trouble(live: RunRecord | None, _: Translator) -> str:
    """Say why a run came to nothing; nothing where it did, or still may."""
    if live is None or live.status.in_flight or live.status is Status.FINISHED:
        return ""
    if live.failure is not None:
        return live.failure.sentence(_)
    return _("Stopped before it had a result.")
