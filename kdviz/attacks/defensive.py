"""Training at a temperature: the softmax that is trained is divided by T, and T is 1 when the net is used.

(1 − α)·CE(z_s / T, y)  +  α·CE(softmax(z_t / T), z_s / T)
"""

from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.terms import LOG2_E, Number, hard_term, log_softmax


def defensive(student: Outputs, teacher: Outputs, labels: Tensor, *, temperature: Number, alpha: Number) -> Tensor:
    """Return the loss of one net that is trained at a temperature, by the labels or by a teacher trained alike.

    α = 1 is defensive distillation; α = 0 leaves the teacher out, and with T = 1 is training as usual.

    References
    ----------
    Papernot et al. 2016, Distillation as a Defense to Adversarial Perturbations against Deep Neural Networks.
    """
    log_q = log_softmax(student.logits / temperature)
    soft = (LOG2_E * log_softmax(teacher.logits / temperature)).exp2()
    return (1 - alpha) * hard_term(student.logits / temperature, labels) - alpha * (soft * log_q).sum(1).mean()
