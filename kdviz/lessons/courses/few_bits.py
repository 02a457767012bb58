"""A further lesson: how few bits a taught student needs."""

from kdviz.experiment import Compression, Experiment
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Choice, Claim, Do, Free, Lesson, Reason, TakeAway, Told, Why
from kdviz.lessons.told import goal

FEW = Experiment(labels=60, seeds=8)
BITS = (4, 3, 2)
TAUGHT, LABELS = ([f"{first},quantize={bits}" for bits in BITS] for first in ("distill", "train"))
AWARE = "distill,quantize=2:aware:teacher:250"
NAMES = (N_("with teacher, most bits"), N_("with teacher, one bit less"), N_("with teacher, fewest bits"))
BARS = tuple(Bar(text, name, where={"pipeline": text}) for text, name in zip(TAUGHT, NAMES, strict=True))
WORDS = (N_("two bits"), N_("two bits, trained so"), N_("three bits"), N_("four bits"))
LESSON = Lesson(
    N_("How few bits?"),
    (
        Ask(
            N_("A taught student's weights get four bits each, or fewer. When does it break?"), Choice(("4", "3", "2"))
        ),
        Do(
            N_("Round the weights to four, three and two bits, {seeds} repeats of each."),
            Compression.of(FEW, [*TAUGHT, *LABELS]),
            (*BARS, Bar("labels", N_("labels only, most bits"), where={"pipeline": LABELS[0]})),
            (
                Claim(
                    TAUGHT[0],
                    TAUGHT[2],
                    Told(
                        shown=N_("{first} % with most bits, {than} % with fewest."),
                        not_shown=N_("Most and fewest bits can't be told apart in {n} repeats."),
                        other=N_("Fewest bits are best: {than} %, against {first} %."),
                    ),
                ),
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
            N_("Your task: as few bits as you can, and still {least} % right."),
            Compression.of(FEW, [TAUGHT[2]]),
            (Bar("taught", N_("with teacher")), Bar("labels", N_("labels only, not rounded"), of="hard")),
            (goal(0.86),),
            free=(Free("pipeline", (TAUGHT[2], AWARE, TAUGHT[1], TAUGHT[0]), words=WORDS),),
            solution={"pipeline": TAUGHT[0]},
        ),
        TakeAway(N_("A few bits a weight are enough, down to where it breaks at once."), "compress"),
    ),
)
