"""A further lesson: how few answers are enough to copy a network."""

from kdviz.experiment import Experiment
from kdviz.experiment.attack import USUAL, Attack
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Choice, Claim, Do, Free, Lesson, Reason, TakeAway, Told, Why
from kdviz.lessons.told import either

STUDY = "steal"
THEFT = Attack.of(STUDY, Experiment(**USUAL[STUDY]), queries=[30], sources=["data"])
LABELS = Bar("labels", N_("copy made of labels"), "agreement", {"gives": "label"})
LOGITS = Bar("logits", N_("copy made of logits"), "agreement", {"gives": "logits"})
COPIED = Told(
    N_("Done: {first} % are copied, and all of the interval is above {least} %."),
    N_("{first} % are copied, but the interval reaches below {least} %. Ask more often."),
    N_("{first} % are copied, less than {least} %. Ask more often."),
)
LESSON = Lesson(
    N_("How much must a thief see?"),
    (
        Ask(
            N_("A thief may ask a network about a few digits. Which answers make the better copy?"),
            Choice((N_("its labels"), N_("its logits"), N_("both alike")), either("b", "a")),
        ),
        Do(
            N_("Be the thief: train {seeds} copies of each."),
            THEFT,
            (LOGITS, LABELS),
            (
                Claim(
                    "logits",
                    "labels",
                    Told(
                        N_("A copy of logits answers {more} more of {of} digits alike, {low} to {high}."),
                        N_("We can't tell. Anything from {low} to {high} of {of} digits would fit."),
                        N_("A copy of logits answers {more} fewer of {of} digits alike, {low} to {high}."),
                    ),
                ),
            ),
        ),
        Why(
            N_("Why do logits tell a thief more?"),
            (
                Reason(N_("They say what else it could be"), N_("Yes. Each answer tells of all classes."), holds=True),
                Reason(N_("They are right more often"), N_("No. The likeliest class is the label itself.")),
                Reason(N_("The thief asks more of them"), N_("No. Both ask about the same digits.")),
            ),
        ),
        Do(
            N_("The network now gives labels only. Ask so often that {least} % of the answers are copied."),
            THEFT,
            (LABELS,),
            (Claim("labels", "", COPIED, 0.95),),
            free=(Free("queries", (30, 100, 1000)),),
            solution={"queries": 1000},
        ),
        TakeAway(N_("Withholding makes a theft dearer, and does not stop it."), "attack", parameters={"study": STUDY}),
    ),
)
