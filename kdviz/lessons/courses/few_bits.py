"""A further lesson: how few bits a taught student needs."""

from kdviz.experiment import Compression, Experiment
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Choice, Claim, Do, Free, Lesson, Reason, TakeAway, Why
from kdviz.lessons.told import MIDDLE, SMALLER, goal

FEW = Experiment(labels=60, seeds=8)
BITS = (2, 3, 4)
TAUGHT, LABELS = ([f"{first},quantize={bits}" for bits in BITS] for first in ("distill", "train"))
AWARE = [f"{text}:aware:teacher:250" for text in TAUGHT[:2]]
NAMES = (N_("with teacher, fewest bits"), N_("with teacher, one bit more"), N_("with teacher, most bits"))
BARS = tuple(Bar(text, name, where={"pipeline": text}) for text, name in zip(TAUGHT, NAMES, strict=True))
WORDS = (N_("two bits"), N_("two bits, trained so"), N_("three bits"), N_("three bits, trained so"))
LESSON = Lesson(
    N_("How few bits?"),
    (
        Ask(
            N_("A taught student's weights get few bits each. How few still get {least} % right?"),
            Choice(("2", "3", "4"), "smallest"),
        ),
        Do(
            N_("Round the weights to two, three and four bits, {seeds} repeats of each."),
            Compression.of(FEW, [*TAUGHT, *LABELS]),
            (*BARS, Bar("labels", N_("labels only, most bits"), where={"pipeline": LABELS[-1]})),
            (
                Claim(TAUGHT[1], "", MIDDLE, least=0.86),
                Claim(TAUGHT[0], "", SMALLER, least=0.86, expected="other"),
            ),
        ),
        Why(
            N_("What is lost with every bit?"),
            (
                Reason(
                    N_("Half of the steps that a weight may have"), N_("Yes. And then the answers flip."), holds=True
                ),
                Reason(N_("Half of the weights"), N_("No. All weights are there, only coarser.")),
                Reason(N_("Half of the training"), N_("No. They were rounded after it.")),
            ),
        ),
        Do(
            N_("Your task: three bits a weight or fewer, and {least} % right."),
            Compression.of(FEW, [TAUGHT[0]]),
            (Bar("taught", N_("with teacher")), Bar("labels", N_("labels only, not rounded"), of="hard")),
            (goal(0.89),),
            free=(Free("pipeline", (TAUGHT[0], AWARE[0], TAUGHT[1], AWARE[1]), words=WORDS),),
            solution={"pipeline": AWARE[1]},
        ),
        TakeAway(N_("A few bits a weight are enough, down to where it breaks at once."), "compress"),
    ),
)
