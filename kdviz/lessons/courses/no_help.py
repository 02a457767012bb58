"""Lesson 7: where a teacher does not help."""

from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Choice, Claim, Do, Free, Lesson, Reason, TakeAway, Told, Why
from kdviz.lessons.told import PAIR, either, goal

ALL = Experiment(labels="all", student="16", seeds=16)
HARM = Told(
    shown=N_("{more} fewer of {of} right with a teacher: {low} to {high}. Help hurts here."),
    not_shown=N_("We can't tell. Labels only is between {low} and {high} of {of} digits ahead."),
    other=N_("{more} more of {of} right with a teacher: {low} to {high}."),
)
LESSON = Lesson(
    N_("When does it not help?"),
    (
        Ask(
            N_("A small student has all {labels} labels. What will a teacher do for it?"),
            Choice((N_("It helps"), N_("It changes nothing"), N_("It hurts")), either("c", "a")),
        ),
        Do(N_("Train {seeds} pairs with all labels."), ALL, PAIR, (Claim("labels", "taught", HARM),)),
        Why(
            N_("With all labels there, what does the teacher's doubt do?"),
            (
                Reason(
                    N_("It blurs what the labels say"), N_("Yes. The student has little room for both."), holds=True
                ),
                Reason(N_("It adds new digits"), N_("No. Both students saw the same digits.")),
                Reason(N_("It makes training shorter"), N_("No. Both take as many steps.")),
            ),
        ),
        Do(
            N_("Your task: heat and weight with which the taught student still gets {least} % right."),
            ALL,
            PAIR,
            (goal(0.95),),
            free=(Free("temperature", (1.0, 4.0, 10.0), 1), Free("alpha", (0.25, 0.5, 0.9), 2)),
            solution={"temperature": 1.0, "alpha": 0.25},
        ),
        TakeAway(
            N_("A teacher is no gift. With every label there it may take something away."),
            parameters={"labels": "all", "student": "16", "seeds": 16},
        ),
    ),
    number=7,
)
