"""Lesson 1: a teacher's answer tells more than one digit."""

from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Choice, Do, Lesson, Look, Reason, TakeAway, Why

DIGITS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
SECOND = N_("A big network, the teacher, looks at this digit. What is its second answer?")
LESSON = Lesson(
    N_("What else could it be?"),
    (
        Ask(SECOND, Choice(DIGITS, picture=4)),
        Do(N_("Look at all that it answers."), Look(4)),
        Why(
            N_("What do the small bars tell a student that the label does not?"),
            (
                Reason(N_("Which digits look alike"), N_("Yes. A label names one class, and no likeness."), holds=True),
                Reason(N_("Which answer is right"), N_("No. That is what the label tells already.")),
                Reason(N_("How long the teacher was trained"), N_("No. Nothing of that is in its answer.")),
            ),
        ),
        TakeAway(N_("A label says one thing. A teacher's answer also says what else it could be."), "lab"),
    ),
    number=1,
)
