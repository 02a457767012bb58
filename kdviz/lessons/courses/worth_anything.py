"""Lesson 2: whether a teacher's doubt helps a student that has few labels."""

from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Claim, Do, Free, Lesson, Mark, Reason, TakeAway, Why

FEW = Experiment(labels=30, seeds=16)
BARS = (Bar("taught", N_("with teacher")), Bar("labels", N_("labels only"), of="hard"))
LESSON = Lesson(
    N_("Is the teacher's doubt worth anything?"),
    (
        Ask(
            N_("A small network has {labels} labelled digits. With a teacher, how many more of {of} will it read?"),
            Mark(),
        ),
        Do(
            N_("Train {seeds} pairs: one with {labels} labels only, one with a teacher, too."),
            FEW,
            BARS,
            (
                Claim(
                    "taught",
                    "labels",
                    shown=N_("{more} more of {of} digits right. In {n} repeats: {low} to {high} more."),
                    not_shown=N_("We can't tell. Anything from {low} to {high} of {of} digits would fit."),
                    other=N_("{more} fewer of {of} digits right. Help hurts here: {low} to {high} fewer."),
                ),
            ),
        ),
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
            BARS,
            (
                Claim(
                    "taught",
                    "labels",
                    shown=N_("Done: {first} % right, and all of the interval is above {least} %."),
                    not_shown=N_("{first} % right, but its interval reaches below {least} %. Try another setting."),
                    other=N_("{first} % right, less than {least} %. Try another setting."),
                    least=0.9,
                ),
            ),
            free=(Free("labels", (10, 30, 60, 100)), Free("temperature", (1.0, 4.0, 10.0))),
            solution={"labels": 100, "temperature": 4.0},
        ),
        TakeAway(
            N_("With few labels, a teacher's doubt is worth a lot. With another teacher it may be less."),
            parameters={"labels": "30", "seeds": "16"},
        ),
    ),
    number=2,
)
