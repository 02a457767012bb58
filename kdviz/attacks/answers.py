"""The answers that a service gives to a query, all made of the teacher's logits: what some withhold, others tell."""

from collections.abc import Callable

import torch
from torch import Tensor

from kdviz.objectives.terms import one_hot

# A tenth: probabilities are rounded to it.
GRID = 10


def label(logits: Tensor) -> Tensor:
    """Return all certainty on the likeliest class: the answer is a label and nothing else."""
    return one_hot(logits.argmax(1), logits)


def top_1(logits: Tensor) -> Tensor:
    """Return the likeliest class with its probability; a reader has to spread the rest evenly."""
    best = torch.softmax(logits, 1).amax(1, keepdim=True)
    chosen = label(logits)
    return chosen * best + (1 - chosen) * (1 - best) / (logits.shape[1] - 1)


def probabilities(logits: Tensor) -> Tensor:
    """Return all probabilities."""
    return torch.softmax(logits, 1)


def rounded(logits: Tensor) -> Tensor:
    """Return all probabilities, rounded to a tenth and divided by their sum; the label where all round to nothing."""
    tenths = (GRID * torch.softmax(logits, 1)).round()
    total = tenths.sum(1, keepdim=True)
    # Ten probabilities of less than .05 round to nothing at all.
    return torch.where(total > 0, tenths / total.clamp(min=1.0), label(logits))


# What is given, by name; logits are probabilities to whoever only uses them.
ANSWERS: dict[str, Callable[[Tensor], Tensor]] = {
    "label": label,
    "top1": top_1,
    "probabilities": probabilities,
    "rounded": rounded,
    "logits": probabilities,
}
