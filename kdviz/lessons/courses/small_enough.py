"""Lesson 10: a student that is small enough, to be taken along."""

from kdviz.experiment import Experiment, Sweep
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Choice, Claim, Do, Draw, Free, Lesson, Reason, TakeAway, Why
from kdviz.lessons.told import MIDDLE, PAIR, SMALLER, goal

FEW = Experiment(labels=60, seeds=16)
SIZES = ("4", "8", "16", "32", "64")
BARS = tuple(Bar(size, N_("{student} hidden units, {bytes} bytes"), where={"student": size}) for size in SIZES)
LESSON = Lesson(
    N_("Small enough to ship?"),
    (
        Ask(
            N_("Which is the smallest student that gets {least} % right? Count its hidden units."),
            Choice(SIZES, "smallest"),
        ),
        Do(
            N_("Train all five, {seeds} repeats of each."),
            Sweep.over(FEW, {"student": SIZES}),
            BARS,
            (
                Claim("16", "", MIDDLE, least=0.9),
                Claim("8", "", SMALLER, least=0.9, expected="other"),
            ),
        ),
        Why(
            N_("What makes a student's file small?"),
            (
                Reason(
                    N_("Few weights"), N_("Yes. Each takes four bytes, so halving them halves the file."), holds=True
                ),
                Reason(N_("Few labels"), N_("No. Labels teach it; none is in the file.")),
                Reason(N_("A short training"), N_("No. The weights change, and stay as many.")),
            ),
        ),
        Do(
            N_("Your task: at most {most} bytes, and {least} % right. Then take it with you."),
            FEW,
            PAIR,
            (goal(0.9),),
            free=(Free("student", SIZES, 4), Free("labels", (30, 60, 100), 0)),
            bytes_at_most=10_000,
            solution={"student": "32", "labels": 60},
        ),
        Do(N_("Draw a digit, and see who reads it. Your student runs in the page, also on your phone."), Draw()),
        TakeAway(N_("A small student that had a teacher fits nearly everywhere."), "compress", files=True),
    ),
    number=10,
)
