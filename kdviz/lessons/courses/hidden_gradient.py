"""A further lesson: a high temperature hides the gradient from an attacker, and defends nothing."""

from kdviz.experiment import Experiment
from kdviz.experiment.attack import USUAL, Attack
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Break, Claim, Do, Free, Lesson, Mark, Reason, TakeAway, Told, Why
from kdviz.lessons.told import goal

STUDY = "temperature"
ATTACK = Attack.of(STUDY, Experiment(**USUAL[STUDY]), bounds=[0.15])
ONE_STEP = {"attack": "fgsm", "on": "published"}
HIDDEN = Bar("distilled", N_("distilled at T"), "accuracy", {"net": "distilled", **ONE_STEP})
PLAIN = Bar("plain", N_("trained as usual"), "accuracy", {"net": "plain", **ONE_STEP})
SAFE = Told(
    N_("It looks safe: {more} more of {of} digits stay right, {low} to {high}."),
    N_("We can't tell. Anything from {low} to {high} of {of} digits would fit."),
    N_("It looks worse: {more} fewer of {of} digits stay right, {low} to {high}."),
)
GO = N_("Train and attack")
LESSON = Lesson(
    N_("Can you break this defense?"),
    (
        Ask(
            N_("A net is distilled at T = {temperature}. Every pixel is changed a bit. What percent stay right?"),
            Mark("percent"),
        ),
        Do(
            N_("Train {seeds} nets of each kind, and attack them."),
            ATTACK,
            (HIDDEN, PLAIN),
            (Claim("distilled", "plain", SAFE),),
            go=GO,
        ),
        Do(N_("Now you attack. Drag what logits are divided by, until most answers turn wrong."), Break()),
        Why(
            N_("Why did the first attack fail?"),
            (
                Reason(
                    N_("Its gradient was rounded to zero"),
                    N_("Yes. It was hidden, and dividing the logits brings it back."),
                    holds=True,
                ),
                Reason(N_("The distilled net is sturdier"), N_("No. Divide the logits, and it falls like the other.")),
                Reason(N_("The teacher knew the attack"), N_("No. A net without a teacher hides its gradient, too.")),
            ),
        ),
        Do(
            N_("Your task: a lower T at which that first attack still leaves {least} % right."),
            ATTACK,
            (HIDDEN,),
            (goal(0.6, "distilled"),),
            free=(Free("temperature", (1.0, 10.0, 30.0)),),
            solution={"temperature": 30.0},
            go=GO,
        ),
        TakeAway(
            N_("An attack that fails shows nothing. Ask what the attacker knows, and let them try harder."), "attack"
        ),
    ),
)
