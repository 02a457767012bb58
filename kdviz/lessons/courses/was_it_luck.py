"""Lesson 3: what a single repeat is worth."""

from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Choice, Claim, Do, Free, Lesson, Reason, TakeAway, Why
from kdviz.lessons.told import HELPS, MORE, PAIR, either

SMALL = {"labels": 300, "student": "8"}
LESSON = Lesson(
    N_("Was that luck?"),
    (
        Ask(
            N_("A tiny student with {labels} labels, once with a teacher. Will the next repeat say the same?"),
            Choice((N_("Yes, always"), N_("Mostly"), N_("It may say the opposite")), either("c", "c")),
        ),
        Do(
            N_("Draw one repeat after the other, until one says the opposite."),
            Experiment(**SMALL, seeds=6),
            PAIR,
            (Claim("taught", "labels", MORE, expected="not shown"),),
            one_by_one=True,
            go=N_("Draw the first"),
        ),
        Do(
            N_("Now {seeds} repeats at once."),
            Experiment(**SMALL, seeds=16),
            PAIR,
            (Claim("taught", "labels", MORE, expected="not shown"),),
        ),
        Why(
            N_("Why do repeats of the same experiment differ?"),
            (
                Reason(N_("Another start, other labelled digits"), N_("Yes. Each repeat draws its own."), holds=True),
                Reason(N_("Another teacher"), N_("No. All repeats have the same teacher.")),
                Reason(N_("The computer makes mistakes"), N_("No. The same repeat gives the same number again.")),
            ),
        ),
        Do(
            N_("Your task: so many repeats that it is shown that help helps. Here there are {labels} labels."),
            Experiment(),
            PAIR,
            (HELPS,),
            free=(Free("seeds", (2, 3, 4, 8, 16)),),
            solution={"seeds": 16},
        ),
        TakeAway(N_("One repeat shows nothing. Look at the interval of many."), parameters={**SMALL, "seeds": 16}),
    ),
    number=3,
)
