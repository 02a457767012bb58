"""Every term that a page uses, once: what it is called, what it means, and the miniature to try it with."""

from dataclasses import dataclass
from typing import Any

from kdviz.i18n import N_, Translator


@dataclass(frozen=True)
class Term:
    """A word and its meaning, marked messages; `miniature` is a function of ``miniatures.js``."""

    name: str
    title: str
    text: str
    miniature: str


# In the order in which one meets them.
TERMS = (
    Term("teacher", N_("Teacher"), N_("A large network that has learned already. Its answers are passed on."), "size"),
    Term("student", N_("Student"), N_("A small network that learns the same task, and is cheap to use."), "size"),
    Term("label", N_("Label"), N_("The right answer to a picture, and nothing else."), "labelling"),
    Term(
        "logits",
        N_("Scores (logits)"),
        N_("What a network says before it becomes shares. Only differences count: add to all, and no share changes."),
        "shifting",
    ),
    Term("softmax", N_("Softmax"), N_("It makes shares of scores: all positive, and one in sum."), "raising"),
    Term(
        "temperature",
        N_("Temperature T"),
        N_("It divides the scores before softmax. Cold is like a label; hot shows what a picture resembles."),
        "softening",
    ),
    Term("soft-label", N_("Soft label"), N_("The teacher's shares for one picture, softened by T."), "softening"),
    Term(
        "alpha",
        N_("Soft weight α"),
        N_("How much a student listens to the teacher; the labels get the rest."),
        "mixing",
    ),
    Term(
        "cross-entropy",
        N_("Cross-entropy"),
        N_("How surprised a network is by the right answer. It is the loss by labels."),
        "surprise",
    ),
    Term("entropy", N_("Entropy"), N_("How undecided an answer is. One sure class has none."), "entropy"),
    Term(
        "kl",
        N_("KL divergence"),
        N_("How far the student's shares are from the teacher's. Equal shares are no way apart."),
        "divergence",
    ),
    Term(
        "seed",
        N_("Repeat (seed)"),
        N_("The same once more, with other pictures, another start and another order."),
        "repeats",
    ),
    Term(
        "interval",
        N_("95 % interval"),
        N_("Where the mean may lie. More repeats make it narrower; if it holds zero, we cannot tell."),
        "repeats",
    ),
    Term(
        "fidelity",
        N_("Fidelity"),
        N_("How often the student answers as the teacher does, right or wrong."),
        "agreement",
    ),
    Term(
        "calibration-error",
        N_("Calibration error (ECE)"),
        N_("How far apart are how sure a network is and how often it is right."),
        "trusting",
    ),
    Term(
        "brier",
        N_("Brier score"),
        N_("How far the shares are from the right answer, squared and added up. Zero is best."),
        "squaring",
    ),
    Term(
        "auc",
        N_("AUC"),
        N_("How well a threshold parts two heaps: 1 is without a mistake, 0.5 is guessing."),
        "parting",
    ),
    Term(
        "zero-gradient",
        N_("Zero gradient (masked gradient)"),
        N_("A slope that is rounded to zero. It hides the way from an attacker, and is no defense."),
        "masking",
    ),
    Term(
        "transfer-set",
        N_("Transfer set"),
        N_("The pictures that the student learns on; some have labels, all have the teacher's answers."),
        "labelled",
    ),
    Term("parameters", N_("Parameters"), N_("The numbers of which a network is made, and their bytes."), "size"),
    Term("macs", N_("MACs"), N_("How many times a network multiplies and adds for one picture."), "work"),
    Term("pruning", N_("Pruning"), N_("The smallest weights become zero, and need no room."), "pruning"),
    Term("quantization", N_("Quantization"), N_("Each weight moves to the nearest of a few values."), "rounding"),
)
# What the miniatures say.
WORDS = {
    "teacher": N_("teacher"),
    "student": N_("student"),
    "labels": N_("labels"),
    "temperature": N_("temperature {value}"),
    "added": N_("{value} added to each score"),
    "score": N_("the first score is {value}"),
    "weight": N_("soft weight {value}"),
    "share": N_("{value} % for the right answer: {found} nats"),
    "nats": N_("{found} nats"),
    "repeats": N_("an example of {value} repeats: from {low} to {high}"),
    "same": N_("{found} of {value} the same"),
    "sure": N_("{value} % sure, {of} % right: {found} points apart"),
    "score_of": N_("temperature {value}: Brier score {found}"),
    "parted": N_("{value} steps apart: AUC {found}"),
    "zeros": N_("scores divided by {value}: {found} of {of} slopes are zero"),
    "labelled": N_("{value} of {of} have a label"),
    "right": N_("the label is {value}"),
    "size": N_("{value} units: {found} numbers, {bytes} bytes"),
    "work": N_("{value} units: {found} MACs"),
    "left": N_("{found} of {of} weights are left"),
    "bits": N_("{value} bits: {found} values"),
}


def glossary(_: Translator) -> dict[str, Any]:
    """Return the terms and the words of their miniatures, as the browser draws them."""
    return {
        "title": _("Words"),
        "terms": [
            {"name": term.name, "title": _(term.title), "text": _(term.text), "miniature": term.miniature}
            for term in TERMS
        ],
        "words": {name: _(text) for name, text in WORDS.items()},
    }
