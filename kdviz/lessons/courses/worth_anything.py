"""Lesson 2: whether a teacher's doubt helps a student that has few labels."""

from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Do, Free, Lesson, Mark, Reason, TakeAway, Why
from kdviz.lessons.told import HELPS, PAIR, goal

FEW = Experiment(labels=30, seeds=16)
LESSON = Lesson(
    N_("Is the teacher's doubt worth anything?"),
    (
        Ask(
            N_("With {labels} labels, how many more of {of} digits will a teacher bring?"),
            Mark(),
        ),
        Do(N_("Train {seeds} pairs, with and without teacher."), FEW, PAIR, (HELPS,)),
        Why(
            N_("Both students of a pair saw the same digits in the same order. What explains the difference?"),
            (
                Reason(N_("What it was told beside the labels"), N_("Yes. All else was the same."), holds=True),
                Reason(N_("It saw more digits"), N_("No. Both saw the same labelled digits.")),
                Reason(N_("A lucky draw"), N_("Each pair began alike. The interval says how far luck may reach.")),
            ),
        ),
        Do(
            N_("Your task: find a setting in which the student with teacher gets {least} % right."),
            FEW,
            PAIR,
            (goal(0.9),),
            free=(Free("labels", (10, 30, 60, 100)), Free("temperature", (1.0, 4.0, 10.0))),
            solution={"labels": 100, "temperature": 4.0},
        ),
        TakeAway(
            N_("With few labels, a teacher's doubt helps a student. Another teacher may help less."),
            parameters={"labels": 30, "seeds": 16},
        ),
    ),
    number=2,
)
