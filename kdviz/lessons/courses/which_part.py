"""Lesson 6: what exactly helps in a teacher's answer."""

from kdviz.experiment import Experiment, Sweep
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Claim, Do, Free, Lesson, Order, Reason, TakeAway, Told, Why
from kdviz.lessons.told import PAIR, goal

WARM = Experiment(**{"labels": 30, "temperature": 10.0, "seeds": 16})
PARTS = ("own", "class-mean", "same-class", "permuted", "random")
BARS = (
    Bar("same-class", N_("the teacher on another picture of it"), where={"soft_labels": "same-class"}),
    Bar("labels", N_("no help: labels only"), of="hard", where={"soft_labels": "own"}),
    Bar("own", N_("the teacher on this picture"), where={"soft_labels": "own"}),
    Bar("random", N_("its answer to any picture"), where={"soft_labels": "random"}),
    Bar("class-mean", N_("its average for this digit"), where={"soft_labels": "class-mean"}),
    Bar("permuted", N_("its answer, wrong classes shuffled"), where={"soft_labels": "permuted"}),
)
WORDS = (BARS[2].text, BARS[4].text, BARS[0].text, BARS[5].text, BARS[3].text)
LESSON = Lesson(
    N_("What exactly helps?"),
    (
        Ask(N_("Five helpers, one student; the sixth gets no help. Put them in order, best first."), Order(len(BARS))),
        Do(
            N_("Train all six, {seeds} repeats of each."),
            Sweep.over(WARM, {"soft_labels": PARTS}),
            BARS,
            (
                Claim(
                    "labels",
                    "same-class",
                    Told(
                        shown=N_("“Another picture” ended {more} of {of} below no help."),
                        not_shown=N_("“Another picture” and no help can't be told apart in {n} repeats."),
                        other=N_("“Another picture” ended {more} of {of} above no help."),
                    ),
                ),
            ),
        ),
        Why(
            N_("What must the teacher have told, if shuffling destroys it?"),
            (
                Reason(N_("Which digits look alike"), N_("Yes. Shuffled, it names the wrong ones."), holds=True),
                Reason(N_("How sure it is"), N_("No. Shuffled, it is as sure as before.")),
                Reason(N_("Which label is right"), N_("No. The right class was left in its place.")),
            ),
        ),
        Do(
            N_("Your task: a helper and a heat with which the student gets {least} % right."),
            WARM,
            PAIR,
            (goal(0.88),),
            free=(Free("soft_labels", PARTS, 2, WORDS), Free("temperature", (1.0, 10.0))),
            solution={"soft_labels": "own", "temperature": 10.0},
        ),
        TakeAway(N_("Doubt about this very picture helps most. Doubt taken from elsewhere can hurt.")),
    ),
    number=6,
)
