"""Classic distillation.

(1 − α)·CE(z_s, y)  +  α·T²·KL( softmax(z_t / T) ‖ softmax(z_s / T) )
"""

from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.terms import Number, hard_term, soft_scale, softened_kl


def classic(
    student: Outputs,
    teacher: Outputs,
    labels: Tensor,
    *,
    temperature: Number,
    alpha: Number,
    t_squared: Tensor | bool = True,
    reduction: Tensor | str = "batchmean",
    smoothing: Number = 0.0,
) -> Tensor:
    """Return the classic distillation loss of one student on one batch; usual are T = 4 and α = 0.9.

    Parameters
    ----------
    t_squared : Tensor or bool
        Whether the soft term is multiplied by T², which keeps its gradient's size as T grows.
    reduction : Tensor or str
        ``"batchmean"``, or ``"mean"``, which divides the KL by the classes too; a tensor holds its place in
        `REDUCTIONS`.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    References
    ----------
    Hinton, Vinyals, Dean 2015, Distilling the Knowledge in a Neural Network, section 2.
    """
    hard = hard_term(student.logits[: len(labels)], labels, smoothing)
    soft = softened_kl(student.logits, teacher.logits, temperature)
    scale = soft_scale(temperature, t_squared, reduction, classes=student.logits.shape[1])
    return (1 - alpha) * hard + alpha * scale * soft
