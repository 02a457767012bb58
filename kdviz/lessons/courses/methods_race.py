"""A further lesson: which kind of distillation comes first."""

from kdviz.catalog import KINDS
from kdviz.experiment import Experiment, Sweep
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Choice, Claim, Do, Free, Lesson, Reason, TakeAway, Told, Why
from kdviz.lessons.told import PAIR, goal

FEW = Experiment(labels=30, seeds=8)
RACERS = ("classic", "logits", "decoupled", "munge", "unlabeled")
TITLES = tuple(KINDS[kind].title for kind in RACERS)
BARS = tuple(Bar(kind, title, where={"kind": kind}) for kind, title in zip(RACERS, TITLES, strict=True))
LESSON = Lesson(
    N_("Whose method wins?"),
    (
        Ask(N_("Five ways to learn from one teacher, {labels} labels. Bet on one."), Choice(TITLES, "best")),
        Do(
            N_("Let them race, {seeds} repeats of each."),
            Sweep.over(FEW, {"kind": RACERS}),
            BARS,
            (
                Claim(
                    "unlabeled",
                    "classic",
                    Told(
                        shown=N_("Pictures without labels beat the classic by {more} of {of}: {low} to {high}."),
                        not_shown=N_("Pictures without labels and the classic can't be told apart in {n} repeats."),
                        other=N_("The classic beats pictures without labels by {more} of {of}."),
                    ),
                ),
            ),
        ),
        Why(
            N_("What had that one more than the others?"),
            (
                Reason(N_("More pictures"), N_("Yes. The teacher answers for those that have no label."), holds=True),
                Reason(N_("A better teacher"), N_("No. All learned from the same one.")),
                Reason(N_("A larger student"), N_("No. All students have the same size.")),
            ),
        ),
        Do(
            N_("Your task: a way in which {least} % are right, {labels} labels or fewer."),
            FEW,
            PAIR,
            (goal(0.92),),
            free=(Free("kind", RACERS), Free("labels", (10, 30))),
            solution={"kind": "unlabeled", "labels": 30},
        ),
        TakeAway(N_("Ask first what a method gets to see, then how clever it is."), "kinds"),
    ),
)
