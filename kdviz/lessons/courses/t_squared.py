"""A further lesson: why the soft term is multiplied by T²."""

from kdviz.experiment import Experiment, Sweep
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, ByEndings, Choice, Claim, Do, Free, Lesson, Reason, TakeAway, Told, Why
from kdviz.lessons.told import PAIR, goal

WARM = {"labels": 30, "temperature": 10.0, "alpha": 1.0, "seeds": 16}
KINDS = (("sgd", True), ("sgd", False), ("adam", True), ("adam", False))
NAMES = (N_("SGD, with T²"), N_("SGD, without"), N_("Adam, with T²"), N_("Adam, without"))
BARS = tuple(
    Bar(f"{name} {squared}", text, where={"optimizer": name, "t_squared": squared})
    for (name, squared), text in zip(KINDS, NAMES, strict=True)
)
FAIL = (N_("Both optimizers fail"), N_("Only SGD fails"), N_("Only Adam fails"), N_("Nothing"))
# Whether SGD does better with it, and whether Adam does; that it does nothing cannot be shown.
IF_SGD_FAILS: ByEndings = {("shown", "shown"): "a", ("shown", "not shown"): "ab", ("shown", "other"): "b"}
RIGHT: ByEndings = {**IF_SGD_FAILS, ("not shown", "shown"): "ac", ("other", "shown"): "c"}
SGD = Told(
    N_("SGD needs it: {first} % with T², {than} % without."),
    N_("With SGD the two can't be told apart in {n} repeats."),
    N_("SGD does better without: {than} % against {first} %."),
)
ADAM = Told(
    N_("Adam needs it, too: {first} % with T², {than} % without."),
    N_("With Adam, T² changes {low} to {high} of {of} digits: not told apart in {n} repeats."),
    N_("Adam does better without: {than} % against {first} %."),
)
LESSON = Lesson(
    N_("Why T squared?"),
    (
        Ask(N_("The teacher's term is multiplied by T². What happens where that is left out?"), Choice(FAIL, RIGHT)),
        Do(
            N_("Train both ways with both optimizers, {seeds} repeats of each."),
            Sweep.over(Experiment(**WARM), {"optimizer": ("sgd", "adam"), "t_squared": (True, False)}),
            BARS,
            (Claim("sgd True", "sgd False", SGD), Claim("adam True", "adam False", ADAM, expected="not shown")),
        ),
        Why(
            N_("Why does Adam not care?"),
            (
                Reason(N_("It divides by the gradient's size"), N_("Yes. Here T² scales all of it."), holds=True),
                Reason(N_("It knows the temperature"), N_("No. It sees nothing but gradients.")),
                Reason(N_("It takes more steps"), N_("No. Both take as many.")),
            ),
            about=1,
        ),
        Do(
            N_("Your task: a setting for SGD with which {least} % are right."),
            Experiment(**WARM, **{"optimizer": "sgd", "t_squared": False}),
            PAIR,
            (goal(0.86),),
            free=(Free("t_squared", (False, True)), Free("temperature", (1.0, 10.0))),
            solution={"t_squared": True, "temperature": 10.0},
        ),
        TakeAway(N_("T² keeps the teacher's term as large as it was when cold."), "lab"),
    ),
)
