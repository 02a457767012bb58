"""A further lesson: students that become teachers."""

from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Choice, Claim, Do, Free, Lesson, Reason, TakeAway, Told, Why
from kdviz.lessons.told import PAIR, either, goal

SELF = {"kind": "self", "labels": "all", "student": "16", "generations": 2, "seeds": 8}
LESSON = Lesson(
    N_("A generation on?"),
    (
        Ask(
            N_("A student teaches another of its size, and that one the next. What becomes of them?"),
            Choice((N_("They get better"), N_("They stay the same"), N_("They get worse")), either("c", "a")),
        ),
        Do(
            N_("Train the first and two generations after it, {seeds} repeats of each."),
            Experiment(**SELF),
            (
                Bar("first", N_("the first"), of="generation 0"),
                Bar("second", N_("its student"), of="generation 1"),
                Bar("taught", N_("the student's student")),
            ),
            (
                Claim(
                    "first",
                    "taught",
                    Told(
                        shown=N_("The last reads {more} of {of} fewer than the first: {low} to {high}."),
                        not_shown=N_("First and last can't be told apart in {n} repeats."),
                        other=N_("The last reads {more} of {of} more than the first: {low} to {high}."),
                    ),
                ),
            ),
        ),
        Why(
            N_("What does a generation hand on to the next?"),
            (
                Reason(N_("Its answers, mistakes and all"), N_("Yes. Nothing makes up for those here."), holds=True),
                Reason(N_("Its weights"), N_("No. Each begins anew.")),
                Reason(N_("New digits"), N_("No. All see the same digits.")),
            ),
        ),
        Do(
            N_("Your task: a family whose last one gets {least} % right."),
            Experiment(**SELF),
            PAIR,
            (goal(0.945),),
            free=(Free("student", ("16", "64")), Free("generations", (1, 2), 1)),
            solution={"student": "64", "generations": 1},
        ),
        TakeAway(N_("Learning from an equal is no gain by itself."), parameters=SELF),
    ),
)
