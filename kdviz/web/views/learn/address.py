"""The entries of the page Learn in the URL."""

from functools import partial

from kdviz.web.session.lessons import ANSWERS, KEY, STEP, asked_lesson, step_text, text_of_answers
from kdviz.web.session.pages import Entry

on_this_page = partial(Entry, read=asked_lesson, pages=("learn",))
ENTRIES = (
    on_this_page("lesson", KEY),
    # Written as soon as there is a lesson: no step is the usual one.
    on_this_page("step", STEP, write=step_text, default=...),
    on_this_page("answers", ANSWERS, write=text_of_answers, default=...),
)
