"""The entries of the page Learn in the URL."""

from functools import partial

from kdviz.web.session.lessons import (
    ANSWERS,
    KEY,
    LOCK,
    PRESET,
    SHEET,
    STEP,
    YES,
    asked_lesson,
    asked_lock,
    asked_preset,
    asked_sheet,
    preset_text,
    step_text,
    text_of_answers,
)
from kdviz.web.session.pages import Entry

on_this_page = partial(Entry, pages=("learn",))
ENTRIES = (
    on_this_page("lesson", KEY, asked_lesson),
    # Written as soon as there is a lesson: no step is the usual one.
    on_this_page("step", STEP, asked_lesson, step_text, default=...),
    on_this_page("answers", ANSWERS, asked_lesson, text_of_answers, default=...),
    on_this_page("sheet", SHEET, asked_sheet, lambda _shown: YES, default=False),
    on_this_page("lock", LOCK, asked_lock, ",".join, default=()),
    on_this_page("set", PRESET, asked_preset, preset_text, default={}),
)
