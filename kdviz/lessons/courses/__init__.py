"""The lessons, one a file, which nobody else names."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from kdviz.catalog import not_one_of
from kdviz.lessons.lesson import Lesson

# A name or a number, and perhaps a step.
ASKED = re.compile(r"(?P<lesson>[a-z0-9-]{1,40})(?:\.(?P<step>\d{1,2}))?")


@cache
def lessons() -> Mapping[str, Lesson]:
    """Return the lessons by name: those with a number in their order, then the others."""
    found = []
    for module in iter_modules(__path__):
        lesson: Lesson = import_module(f"{__name__}.{module.name}").LESSON
        found.append(replace(lesson, name=module.name.replace("_", "-")))
    found.sort(key=lambda lesson: (lesson.number is None, lesson.number, lesson.name))
    return {lesson.name: lesson for lesson in found}


def lesson_named(text: str) -> tuple[Lesson, int | None]:
    """Return the lesson that `text` asks for by name or number, and the place of the step, counted from zero, if any.

    Raises
    ------
    CatalogError
        If there is none.
    """
    found, asked = lessons(), ASKED.fullmatch(text.strip().lower())
    if asked:
        names = {str(lesson.number): lesson for lesson in found.values() if lesson.number} | {**found}
        if lesson := names.get(asked["lesson"]):
            step = None if asked["step"] is None else min(max(int(asked["step"]), 1), len(lesson.steps)) - 1
            return lesson, step
    raise not_one_of("lesson", text, found)
