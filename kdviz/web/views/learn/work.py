"""The work of a lesson's step: what it has come to, how far it is, or why it came to nothing."""

from functools import partial

import streamlit as st

from kdviz.engine import Progress, shared_engine
from kdviz.i18n import Translator
from kdviz.lessons import Lesson
from kdviz.lessons.lesson import Do, Request
from kdviz.lessons.measured import Found
from kdviz.results import RunRecord, RunResult, Status
from kdviz.web.components.curves.curves import run_curves
from kdviz.web.components.progress.progress import job_progress
from kdviz.web.parts.news import show_news
from kdviz.web.routes.feeds import standing
from kdviz.web.session.jobs import current, is_going, progress_of, record_of
from kdviz.web.session.lessons import answers_of, begin_work, job_key, recorded_work
from kdviz.web.session.literal import literal


def is_asked(request: Request) -> bool:
    """Return whether this session has a job of a request, or a recording in its place."""
    return recorded_work(request) is not None or current(job_key(request), shared_engine().progress) is not None


def found_of(request: Request) -> Found | None:
    """Return what a request has come to in this session, or in the recording that answers it."""
    if (recorded := recorded_work(request)) is not None:
        known: Found = recorded
        return known
    progress = progress_of(job_key(request))
    if progress is None or progress.status is not Status.FINISHED:
        return None
    record = record_of(progress)
    return record.result if isinstance(record, RunRecord) else record


def found_before(lesson: Lesson, place: int) -> Found | None:
    """Return what a step has come to; who comes by a link has it from an equal job, or trains it again."""
    request = _request_before(lesson, place)
    if request is None:
        return None
    if not is_asked(request):
        begin_work(request)
    return found_of(request)


def _request_before(lesson: Lesson, place: int) -> Request | None:
    """Return what a step that was done has asked for."""
    step, answered = lesson.steps[place], answers_of(lesson).get(place)
    if not isinstance(step, Do) or not step.trains or answered is None:
        return None
    return step.request(step.settings(answered[1:]))


def run_before(lesson: Lesson, place: int, missing: str, _: Translator) -> RunResult | None:
    """Return the run that the nearest step before has come to; else draw how far it is, or say that it is `missing`."""
    before = lesson.trained_before(place)
    found = None if before is None else found_before(lesson, before)
    if isinstance(found, RunResult):
        return found
    if found is not None or before is None or not show_again(lesson, before, _):
        st.info(literal(missing))
    return None


def show_again(lesson: Lesson, place: int, _: Translator) -> bool:
    """Draw how far the work of a step is that a link has begun again, and return whether there was any."""
    request = _request_before(lesson, place)
    if request is None or not is_asked(request):
        return False
    show_work(request, _)
    return True


def show_work(request: Request, _: Translator) -> None:
    """Draw how far the training is, or why there is no result."""
    key = job_key(request)
    progress = progress_of(key)
    if progress is not None and progress.status.in_flight:
        with st.container(key="lesson_figure"):
            show_news(partial(_show_progress, key), partial(is_going, key))
    elif progress is not None:
        _show_end(progress, request, _)


def _show_progress(key: str, _: Translator) -> None:
    """Draw the curves of a run as they grow, and of any other job how far it is."""
    progress = progress_of(key)
    if progress is None:
        return
    record = shared_engine().record(progress.job_id)
    if not isinstance(record, RunRecord):
        job_progress([progress], _("The students are training"), _)
    elif run_curves(record, standing(shared_engine(), record.run_id), _):
        st.rerun()


def _show_end(progress: Progress, request: Request, _: Translator) -> None:
    """Say why there is no result, and offer to try again."""
    record = shared_engine().record(progress.job_id)
    if record.failure is not None:
        st.error(literal(record.failure.sentence(_)))
    else:
        st.info(_("This ended before it had a result."))
    st.button(_("Try again"), key="lesson_go", type="primary", on_click=begin_work, args=(request,))
