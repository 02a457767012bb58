"""Learning from the answers of a service, which may withhold much of what the teacher knows.

CE(answer(z_t), z_s), or T²·KL( softmax(z_t / T) ‖ softmax(z_s / T) ) where logits are given
"""

import torch
from torch import Tensor

from kdviz.attacks.answers import ANSWERS
from kdviz.networks import Outputs
from kdviz.objectives.terms import Number, log_softmax, softened_kl

GIVES = tuple(ANSWERS)


def stolen(student: Outputs, teacher: Outputs, _labels: Tensor, *, gives: Tensor | str, temperature: Number) -> Tensor:
    """Return the loss of a thief's student on one batch of queries; the labels are not the thief's.

    Parameters
    ----------
    gives : Tensor or str
        What the service gives, a name of `GIVES`; a tensor holds its place there.
    temperature : Tensor or float
        At which logits are distilled; other answers are taken as they are.

    References
    ----------
    Tramèr et al. 2016, Stealing Machine Learning Models via Prediction APIs; Orekondy et al. 2019, Knockoff Nets.
    """
    place = torch.as_tensor(GIVES.index(gives) if isinstance(gives, str) else gives)
    log_q = log_softmax(student.logits)
    losses = [-(answer(teacher.logits.detach()) * log_q).sum(1).mean() for answer in ANSWERS.values()]
    losses[GIVES.index("logits")] = temperature**2 * softened_kl(student.logits, teacher.logits, temperature)
    # A sum would carry what overflows in one of them into all others.
    chosen = losses[0]
    for number, loss in enumerate(losses):
        chosen = torch.where(place == number, loss, chosen)
    return chosen
