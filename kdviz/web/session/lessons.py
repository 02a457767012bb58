"""The lesson that a session is in: its step, the answers to each lesson, and the jobs of its steps."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from kdviz.catalog import CatalogError, not_one_of, plain
from kdviz.i18n import N_, SpokenError
from kdviz.lessons import Lesson, lesson_named, lessons
from kdviz.lessons.answers import answers_text, read_answers
from kdviz.lessons.lesson import Ask, Free, Request
from kdviz.store.recordings import recorded_answer
from kdviz.web.session.jobs import begin
from kdviz.web.session.language import session_translator
from kdviz.web.session.trouble import spoken
from kdviz.web.session.whose import forget_answers, keep_answers, kept_answers

KEY, STEP, ANSWERS, SHEET = "lesson", "lesson_step", "lesson_answers", "lesson_sheet_shown"
LOCK, PRESET = "lesson_lock", "lesson_preset"
# Whether the reader's answers are kept beyond the session.
KEEPING = "lesson_keeping"
# Beside knobs of tasks, what a link can lock: the ways to other steps.
STEPS = "steps"
YES = "yes"
NOT_OFFERED = N_("{name} is {value}: the tasks here allow {allowed}.")
# Before the digest of a request: under that key the session has its job.
JOB = "lesson_job_"
# The keys of those requests that a recording answers.
RECORDED = "lesson_recorded"
LONGEST_STEP = 2


def current_lesson() -> Lesson | None:
    """Return the lesson that the session is in, if any."""
    name = st.session_state.get(KEY)
    return None if name is None else lessons()[name]


def open_lesson(asked: str) -> Lesson:
    """Begin the lesson that is asked for, or go on with it where it was left.

    Raises
    ------
    CatalogError
        If there is none.
    """
    lesson, step = lesson_named(asked)
    _look_for_kept()
    if st.session_state.get(KEY) != lesson.name or step is not None:
        st.session_state[KEY] = lesson.name
        st.session_state[STEP] = step or 0
    return lesson


def leave_lesson() -> None:
    """Leave the lesson; its answers are remembered."""
    st.session_state[KEY] = None


def place() -> int:
    """Return the place of the current step, counted from zero."""
    return int(st.session_state.get(STEP, 0))


def go_to(step: int) -> None:
    """Show another step of the lesson."""
    st.session_state[STEP] = step


def answers_of(lesson: Lesson) -> Mapping[int, str]:
    """Return the answers to a lesson, by the place of their step."""
    answers: Mapping[int, str] = st.session_state.get(ANSWERS, {}).get(lesson.name, {})
    return answers


def asked_before(lesson: Lesson, step: int) -> tuple[Ask | None, str | None]:
    """Return the question right before a step, and its answer, if they are there."""
    ask = lesson.steps[step - 1] if step else None
    return (ask, answers_of(lesson).get(step - 1)) if isinstance(ask, Ask) else (None, None)


def answer(lesson: Lesson, step: int, text: str | None) -> None:
    """Remember an answer, or withdraw it by None until another is given; what is none of the step's is passed over."""
    if text is None:
        others = {place: known for place, known in answers_of(lesson).items() if place != step}
        st.session_state[ANSWERS] = {**st.session_state.get(ANSWERS, {}), lesson.name: others}
    elif lesson.allows(step, text) and answers_of(lesson).get(step) != text:
        _remember({lesson.name: {step: text}})
        if is_keeping():
            _keep({lesson.name: {step: text}})


def is_keeping() -> bool:
    """Return whether the reader wants answers kept beyond the session."""
    return bool(st.session_state.get(KEEPING))


def turn_keeping() -> None:
    """Keep the reader's answers so far and those to come, or none any more: then those that were kept are deleted."""
    st.session_state[KEEPING] = not is_keeping()
    if is_keeping():
        _keep(st.session_state.get(ANSWERS, {}))
    else:
        _forget()


def _look_for_kept() -> None:
    """Once a session take up the answers that the reader had kept."""
    if KEEPING not in st.session_state:
        kept = kept_answers()
        st.session_state[KEEPING] = bool(kept)
        for name, answers in kept.items():
            # A lesson may have gone since, or have other steps now.
            if (lesson := lessons().get(name)) is not None:
                _remember({name: {at: text for at, text in answers.items() if lesson.allows(at, text)}})


def _remember(answers: Mapping[str, Mapping[int, str]]) -> None:
    known = st.session_state.get(ANSWERS, {})
    st.session_state[ANSWERS] = known | {name: {**known.get(name, {}), **new} for name, new in answers.items()}


_keep, _forget = spoken(keep_answers), spoken(forget_answers)


def job_key(request: Request) -> str:
    """Return the key under which the session has the job of a request."""
    return f"{JOB}{request.digest()[:16]}"


def job_keys() -> list[str]:
    """Return the keys of all such jobs."""
    return [str(key) for key in st.session_state if str(key).startswith(JOB)]


@spoken
def begin_work(request: Request, *, live: bool = False) -> None:
    """Submit a step's request; an equal one that has finished answers at once, and unless `live` a recording does."""
    recorded: set[str] = st.session_state.setdefault(RECORDED, set())
    recorded.discard(job_key(request))
    if not live and recorded_answer(request) is not None:
        recorded.add(job_key(request))
    else:
        begin(job_key(request), request)


def recorded_work(request: Request) -> Any:
    """Return the recording that is the answer to a step's request; None where none is, or it was trained here."""
    return recorded_answer(request) if job_key(request) in st.session_state.get(RECORDED, ()) else None


def asked_lesson(asked: Mapping[str, str]) -> list[str]:
    """Open the lesson of the URL at its step, with its answers; say what of these there is not."""
    st.session_state.setdefault(ANSWERS, {})
    st.session_state.setdefault(KEY, None)
    if KEY not in asked:
        return []
    lesson, sentences = open_lesson(asked[KEY]), []
    number = asked.get("step", "")
    if number.isdecimal() and len(number) <= LONGEST_STEP:
        go_to(min(max(int(number), 1), len(lesson.steps)) - 1)
    try:
        for step, text in read_answers(lesson, asked.get("answers", "")).items():
            # Whose link it was is not known: it answers for nobody.
            _remember({lesson.name: {step: text}})
    except SpokenError as error:
        sentences.append(error.sentence(session_translator()))
    return sentences


def step_text(step: Any) -> str | None:
    """Return the step as the URL has it, counted from one; nothing outside of a lesson."""
    return None if current_lesson() is None else str(int(step) + 1)


def text_of_answers(_answers: Any) -> str | None:
    """Return the answers to the current lesson as the URL has them."""
    lesson = current_lesson()
    return None if lesson is None else answers_text(lesson, answers_of(lesson)) or None


def is_sheet() -> bool:
    """Return whether the lesson's sheet is shown in place of its step."""
    return bool(st.session_state.get(SHEET))


def turn_sheet() -> None:
    """Show the lesson's sheet, or its step again."""
    st.session_state[SHEET] = not is_sheet()


def is_locked(name: str) -> bool:
    """Return whether a link has locked a knob of tasks, or the ways to other steps."""
    return name in st.session_state.get(LOCK, ())


def preset(free: Free) -> int:
    """Return the place of the value that a task's knob begins with, by the link or by the lesson."""
    text = st.session_state.get(PRESET, {}).get(free.knob)
    texts = [_written(str(value)) for value in free.values]
    return texts.index(text) if text in texts else free.first


def asked_sheet(asked: Mapping[str, str]) -> None:
    """Show the sheet where the URL asks for it; raises the sentence about a value that is none."""
    st.session_state[SHEET] = asked.get("sheet") == YES
    if asked.get("sheet", YES) != YES:
        raise not_one_of("sheet", asked["sheet"], [YES])


def asked_lock(asked: Mapping[str, str]) -> None:
    """Lock what the URL names; raises the sentence about the first name that is none."""
    names, known = [name for name in asked.get("lock", "").split(",") if name], [STEPS, *task_knobs()]
    st.session_state[LOCK] = tuple(name for name in names if name in known)
    if unknown := [name for name in names if name not in known]:
        raise not_one_of("lock", unknown[0], known)


def asked_preset(asked: Mapping[str, str]) -> None:
    """Take what tasks shall begin with, ``knob:value`` with commas between; raises the sentence about what is none.

    The lesson that the URL opens decides which values there are; of one without a task, all lessons do.
    """
    parts = [each.partition(":") for each in asked.get("set", "").split(",") if each]
    pairs, known = [(name, _written(value)) for name, _colon, value in parts], _offered()
    found = {name: value for name, value in pairs if value in known.get(name, ())}
    st.session_state[PRESET] = found
    for name, value in pairs:
        if name not in known:
            raise not_one_of("set", name, known)
        if value not in known[name]:
            raise CatalogError(NOT_OFFERED, name=name, value=value, allowed=", ".join(known[name]))


def preset_text(values: Mapping[str, str]) -> str | None:
    """Write what tasks begin with."""
    return ",".join(f"{name}:{value}" for name, value in values.items()) or None


def _offered() -> dict[str, list[str]]:
    """Return what the tasks of the current lesson offer, or all tasks where it has none."""
    lesson = current_lesson()
    return (task_knobs([lesson]) if lesson else {}) or task_knobs()


def task_knobs(among: Iterable[Lesson] | None = None) -> dict[str, list[str]]:
    """Return the knobs of the tasks of some lessons, or of all, each with its values as they are written."""
    found: dict[str, list[str]] = {}
    for free in (free for lesson in among or lessons().values() for step in lesson.works for free in step.free):
        found.setdefault(free.knob, []).extend(_written(str(value)) for value in free.values)
    return {name: [*dict.fromkeys(values)] for name, values in found.items()}


def _written(text: str) -> str:
    """Return a number as a person writes it, 10 for 10.0, and any other text as it is."""
    try:
        return plain(float(text))
    except ValueError:
        return text
