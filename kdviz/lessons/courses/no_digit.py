"""A further lesson: a student that has seen nothing but noise."""

from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Choice, Claim, Do, Free, Lesson, Reason, Right, TakeAway, Told, Why
from kdviz.lessons.told import PAIR, goal

NOISE = {"kind": "data-free", "noise": "marginals", "labels": 30, "batch_size": 64, "steps": 300, "seeds": 8}
OR_LABELS = Told(
    N_("Labels alone bring less: {than} %."),
    N_("Labels alone bring {than} %; the two can't be told apart in {n} repeats."),
    N_("Labels alone bring more: {than} %."),
)
HOW = (N_("Like guessing"), N_("Better than guessing"), N_("Better than with {labels} labels"))
RIGHT: Right = {("shown", "shown"): "c", ("shown", "not shown"): "bc", ("shown", "other"): "b"}
OR_GUESSING = Told(
    N_("Noise alone: {first} % right, where guessing gets {than} %."),
    N_("Noise alone can't be told apart from guessing in {n} repeats."),
    N_("Noise alone: {first} % right, less than guessing."),
)
LESSON = Lesson(
    N_("No digit at all?"),
    (
        Ask(
            N_("A student sees only noise, and what the teacher says of it. How well will it read digits?"),
            Choice(HOW, RIGHT),
        ),
        Do(
            N_("Train {seeds} of them, beside students with {labels} labels."),
            Experiment(**NOISE),
            (
                Bar("taught", N_("noise and the teacher")),
                Bar("labels", N_("labels only"), of="hard"),
                Bar("guessing", N_("guessing"), of="guessing"),
            ),
            (Claim("taught", "guessing", OR_GUESSING), Claim("taught", "labels", OR_LABELS)),
        ),
        Why(
            N_("What did the student learn from noise?"),
            (
                Reason(N_("How the teacher decides"), N_("Yes. It copies the answers, whatever is asked."), holds=True),
                Reason(N_("What digits look like"), N_("No. There was none in what it saw.")),
                Reason(N_("Nothing, it guesses"), N_("No. Compare it with the row of guessing.")),
            ),
        ),
        Do(
            N_("Your task: a noise and a training with which {least} % are right."),
            Experiment(**NOISE),
            PAIR,
            (goal(0.9),),
            free=(Free("noise", ("uniform", "marginals")), Free("steps", (50, 300))),
            solution={"noise": "marginals", "steps": 300},
        ),
        TakeAway(N_("A teacher's answers teach, even where the questions mean nothing."), parameters=NOISE),
    ),
)
