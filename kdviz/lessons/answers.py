"""The answers to a lesson, as they stand in an address."""

from collections.abc import Mapping

from kdviz.i18n import N_, SpokenError
from kdviz.lessons.lesson import Lesson

# Between the answers to two steps; none of them has it inside.
BETWEEN = "."
LONGEST = 500
WRONG = N_("answers is {value}: step {step} of lesson {name} is not answered that way.")
LONG = N_("answers is {value}: allowed are at most {limit} characters.")


class AnswersError(SpokenError, ValueError):
    """Answers that a lesson does not have."""


def read_answers(lesson: Lesson, text: str) -> dict[int, str]:
    """Return the answers that `text` gives, by the place of their step.

    Raises
    ------
    AnswersError
        If it is too long, has more answers than there are steps, or one that is none.
    """
    if len(text) > LONGEST:
        raise AnswersError(LONG, value=text, limit=LONGEST)
    answers = {place: each for place, each in enumerate(text.split(BETWEEN)) if each}
    for place, each in answers.items():
        if not lesson.allows(place, each):
            raise AnswersError(WRONG, value=text, name=lesson.name, step=place + 1)
    return answers


def answers_text(lesson: Lesson, answers: Mapping[int, str]) -> str:
    """Write answers; what was skipped is left out."""
    return BETWEEN.join(answers.get(place, "") for place in range(len(lesson.steps))).rstrip(BETWEEN)
