"""Teacher-free distillation from a virtual teacher.

(1 − α)·CE(z_s, y)  +  α·T²·KL( softmax(log p_d / T) ‖ softmax(z_s / T) ),   p_d = a for the label, (1 − a)/(K − 1) else
"""

import torch
from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.classic import classic
from kdviz.objectives.terms import Number, one_hot


def teacher_free(
    student: Outputs,
    _teacher: Outputs,
    labels: Tensor,
    *,
    temperature: Number,
    alpha: Number,
    confidence: Number,
    smoothing: Number = 0.0,
) -> Tensor:
    """Return the loss of one student that a virtual teacher teaches; usual are a = 0.99 and T = 20.

    The virtual teacher knows nothing of images without labels.

    Parameters
    ----------
    confidence : Tensor or float
        a, what the virtual teacher gives to the label.

    References
    ----------
    Yuan et al. 2020, Revisiting Knowledge Distillation via Label Smoothing Regularization, equations 8 and 9; the
    factor T², which the paper leaves to α, is that of the classic objective.
    """
    classes = student.logits.shape[1]
    own = one_hot(labels, student.logits)
    sure = torch.as_tensor(confidence)
    virtual = own * sure.log() + (1 - own) * ((1 - sure) / (classes - 1)).log()
    labelled = Outputs(student.logits[: len(labels)])
    return classic(labelled, Outputs(virtual), labels, temperature=temperature, alpha=alpha, smoothing=smoothing)
