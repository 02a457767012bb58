"""Lesson 4: which temperature teaches best."""

from kdviz.experiment import Experiment, Sweep
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Claim, Do, Free, Heat, Lesson, Order, Reason, TakeAway, Told, Why
from kdviz.lessons.told import PAIR, goal

FEW, HEATS = Experiment(labels=30, seeds=16), (1.0, 4.0, 10.0, 50.0)
BARS = tuple(Bar(f"{heat:g}", "T = {temperature}", where={"temperature": heat}) for heat in HEATS)
LESSON = Lesson(
    N_("How hot?"),
    (
        Do(N_("Drag the temperature up until a second answer has {share} %."), Heat(2, 0.2)),
        Ask(N_("Four temperatures, one student. Put them in order, best first."), Order(len(HEATS))),
        Do(
            N_("Train all four, {seeds} repeats of each."),
            Sweep.over(FEW, {"temperature": HEATS}),
            BARS,
            (
                Claim(
                    "10",
                    "1",
                    Told(
                        shown=N_("Warm beats cold by {more} of {of} digits: {low} to {high}."),
                        not_shown=N_("Warm and cold can't be told apart in {n} repeats."),
                        other=N_("Cold beats warm by {more} of {of} digits: {low} to {high}."),
                    ),
                ),
                Claim(
                    "50",
                    "10",
                    Told(
                        shown=N_("Hotter still is better by {more} digits."),
                        not_shown=N_("Hotter still makes no difference that {n} repeats can show."),
                        other=N_("Hotter still is worse by {more} digits."),
                    ),
                    expected="not shown",
                ),
            ),
        ),
        Why(
            N_("Why does a cold teacher help so little?"),
            (
                Reason(N_("Its answers look like labels"), N_("Yes. Nearly all goes to one digit."), holds=True),
                Reason(N_("It makes more mistakes"), N_("No. Heat changes no order: the first answer stays first.")),
                Reason(N_("It learned less"), N_("No. It is the same teacher at every temperature.")),
            ),
        ),
        Do(
            N_("Your task: heat and weight with which this student gets {least} % right."),
            FEW,
            PAIR,
            (goal(0.88),),
            free=(Free("temperature", (1.0, 2.0, 4.0, 10.0)), Free("alpha", (0.25, 0.9))),
            solution={"temperature": 10.0, "alpha": 0.9},
        ),
        TakeAway(N_("Warm answers show their small parts. Another teacher may have another best temperature."), "lab"),
    ),
    number=4,
)
