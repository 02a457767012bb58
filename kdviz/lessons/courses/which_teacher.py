"""Lesson 8: whether the better network is the better teacher."""

from kdviz.experiment import Experiment, Sweep
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Choice, Claim, Do, Free, Lesson, Reason, TakeAway, Told, Why
from kdviz.lessons.told import PAIR, either, goal

WARM = Experiment(**{"labels": 30, "temperature": 10.0, "seeds": 16})
PLAIN, BLURRED = {"teacher_smoothing": 0.0}, {"teacher_smoothing": 0.3}
WORDS = (N_("B’s blurred labels"), N_("a little blurred"), N_("A’s plain labels"))
LESSON = Lesson(
    N_("Which teacher would you hire?"),
    (
        Ask(
            N_("A learned from plain labels, B from blurred ones; B is said to read better. Whose student is better?"),
            Choice((N_("A's student"), N_("B's student"), N_("No difference")), either("a", "b")),
        ),
        Do(
            N_("Train under both, {seeds} repeats of each."),
            Sweep.over(WARM, {"teacher_smoothing": (0.0, 0.3)}),
            (
                Bar("plain", N_("taught by A"), where=PLAIN),
                Bar("blurred", N_("taught by B"), where=BLURRED),
                Bar("A", N_("teacher A itself"), of="teacher", where=PLAIN),
                Bar("B", N_("teacher B itself"), of="teacher", where=BLURRED),
            ),
            (
                Claim(
                    "plain",
                    "blurred",
                    Told(
                        shown=N_("A teaches better: {more} more of {of} digits right, {low} to {high}."),
                        not_shown=N_("The two teachers can't be told apart in {n} repeats."),
                        other=N_("B teaches better: {more} more of {of} digits right, {low} to {high}."),
                    ),
                ),
            ),
        ),
        Why(
            N_("What do blurred labels take from a teacher's answers?"),
            (
                Reason(N_("Which digits look alike"), N_("Yes. It learned to doubt all digits alike."), holds=True),
                Reason(N_("Which answer is right"), N_("No. See the mark of teacher B itself.")),
                Reason(N_("Its size"), N_("No. Both networks have the same size.")),
            ),
        ),
        Do(
            N_("Your task: labels for the teacher, and a heat of its answers, with which {least} % are right."),
            WARM,
            PAIR,
            (goal(0.86),),
            free=(Free("teacher_smoothing", (0.3, 0.1, 0.0), words=WORDS), Free("temperature", (1.0, 4.0, 10.0))),
            solution={"teacher_smoothing": 0.0, "temperature": 10.0},
        ),
        TakeAway(N_("Who answers best need not teach best: what counts is what its doubt tells.")),
    ),
    number=8,
)
