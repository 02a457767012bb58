"""A further lesson: a high temperature hides the gradient from an attacker, and defends nothing."""

from kdviz.experiment import Experiment
from kdviz.experiment.attack import USUAL, Attack
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Break, Claim, Do, Lesson, Mark, Reason, TakeAway, Told, Why

STUDY = "temperature"
# With what the reader divides by later on.
ATTACK = Attack.of(STUDY, Experiment(**USUAL[STUDY]), bounds=[0.15])
ONE_STEP = {"attack": "fgsm", "on": "published"}
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
            (
                Bar("distilled", N_("distilled at T"), "accuracy", {"net": "distilled", **ONE_STEP}),
                Bar("plain", N_("trained as usual"), "accuracy", {"net": "plain", **ONE_STEP}),
            ),
            (
                Claim(
                    "distilled",
                    "plain",
                    Told(
                        N_("It looks safe: {more} more of {of} digits stay right, {low} to {high}."),
                        N_("We can't tell. Anything from {low} to {high} of {of} digits would fit."),
                        N_("It looks worse: {more} fewer of {of} digits stay right, {low} to {high}."),
                    ),
                ),
            ),
            go=N_("Train and attack"),
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
        TakeAway(
            N_("An attack that fails shows nothing. Ask what the attacker knows, and let them try harder."), "attack"
        ),
    ),
)
