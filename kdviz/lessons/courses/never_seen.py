"""Lesson 9: whether a student reads a digit that it never saw."""

from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Claim, Do, Draw, Free, Lesson, Mark, Reason, TakeAway, Told, Why
from kdviz.lessons.told import goal

UNSEEN = {"labels": "all", "temperature": 20.0, "alpha": 1.0, "seeds": 16}
BARS = (
    Bar("taught", N_("with teacher, of that digit"), of="recall:distilled"),
    Bar("labels", N_("labels only, of that digit"), of="recall:hard"),
)
READS = Told(
    shown=N_("With teacher {first} % of them are read, with labels only {than} %."),
    not_shown=N_("{first} and {than} %: {n} repeats can't tell the two apart."),
    other=N_("With teacher only {first} % of them are read, with labels only {than} %."),
)
LESSON = Lesson(
    N_("Can it read what it never saw?"),
    (
        Ask(N_("No student sees any {omitted}. How many percent of them will one with teacher read?"), Mark("percent")),
        Do(
            N_("Train {seeds} pairs without any {omitted}."),
            Experiment(**UNSEEN, omit_class=3),
            BARS,
            (Claim("taught", "labels", READS),),
        ),
        Do(N_("Draw that digit yourself, and see who reads it."), Draw()),
        Why(
            N_("Where did the student hear of a digit that it never saw?"),
            (
                Reason(N_("In the doubt about other digits"), N_("Yes. Some look a little like it."), holds=True),
                Reason(N_("In a few wrong labels"), N_("No. All labels are right, and none names it.")),
                Reason(N_("In the test digits"), N_("No. Nobody has learned from those.")),
            ),
        ),
        Do(
            N_("Your task: which other digit can be left out, so that {least} % of it are read?"),
            Experiment(**UNSEEN, omit_class=5),
            BARS,
            (goal(0.7),),
            free=(Free("omit_class", (5, 1, 8, 0)),),
            solution={"omit_class": 0},
        ),
        TakeAway(N_("A teacher's doubt can tell of what a student never saw."), parameters={**UNSEEN, "omit_class": 3}),
    ),
    number=9,
)
