"""Lesson 1: a teacher's answer tells more than one digit."""

from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Choice, Do, Heat, Lesson, Look, Reason, TakeAway, Tap, Why

DIGITS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
LESSON = Lesson(
    N_("What else could it be?"),
    (
        Ask(
            N_("A big network, the teacher, looks at this digit. What is its second answer?"), Choice(DIGITS, picture=4)
        ),
        Do(N_("Look at all that it answers."), Look(4)),
        Ask(N_("Which of these makes the teacher hesitate most?"), Tap((0, 2, 5, 9))),
        Why(
            N_("What do small bars beside the largest tell a student that a label does not?"),
            (
                Reason(N_("Which digits look alike"), N_("Yes. A label names one class, and no likeness."), holds=True),
                Reason(N_("Which answer is right"), N_("No. That is what the label tells already.")),
                Reason(N_("How long the teacher was trained"), N_("No. Nothing of that is in its answer.")),
            ),
        ),
        Do(N_("Your task: warm up this teacher until its second answer has {share} %."), Heat(9, 0.28)),
        TakeAway(N_("A label says one thing. A teacher's answer also says what else it could be."), "lab"),
    ),
    number=1,
)
