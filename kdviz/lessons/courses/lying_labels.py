"""Lesson 5: how much to listen to a teacher when labels are wrong."""

from kdviz.experiment import Experiment, Sweep
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Choice, Claim, Do, Free, Lesson, Reason, TakeAway, Told, Why
from kdviz.lessons.told import PAIR, goal

LIES = Experiment(labels="all", label_noise=0.4, seeds=16)
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
BARS = tuple(Bar(f"{weight:g}", "α = {alpha}", where={"alpha": weight}) for weight in WEIGHTS)
LESSON = Lesson(
    N_("Whom to trust when labels lie?"),
    (
        Ask(
            N_("{label_noise} % of the labels are wrong. How much should the teacher weigh? Zero is labels only."),
            Choice(tuple(f"α = {weight:g}" for weight in WEIGHTS), "best"),
        ),
        Do(
            N_("Train five weights, {seeds} repeats of each."),
            Sweep.over(LIES, {"alpha": WEIGHTS}),
            BARS,
            (
                Claim(
                    "1",
                    "0",
                    Told(
                        shown=N_("The teacher alone beats the lying labels by {more} of {of}: {low} to {high}."),
                        not_shown=N_("Teacher and lying labels can't be told apart in {n} repeats."),
                        other=N_("The lying labels beat the teacher alone by {more} of {of}."),
                    ),
                ),
            ),
        ),
        Why(
            N_("Why is the teacher right more often than these labels?"),
            (
                Reason(
                    N_("It learned from clean labels"), N_("Yes. What lies to the student it never saw."), holds=True
                ),
                Reason(N_("It saw other test digits"), N_("No. Nobody has learned from the test digits.")),
                Reason(N_("It is asked more often"), N_("No. Both are asked once for each digit.")),
            ),
        ),
        Do(
            N_("Your task: now {label_noise} % are wrong. Choose a weight that still gets {least} % right."),
            Experiment(labels="all", label_noise=0.6, seeds=16),
            PAIR,
            (goal(0.93),),
            free=(Free("alpha", (0.0, 0.1, 0.25, 0.5, 0.9)),),
            solution={"alpha": 0.9},
        ),
        TakeAway(N_("Where labels lie, let a teacher weigh more."), parameters={"label_noise": 0.4, "labels": "all"}),
    ),
    number=5,
)
