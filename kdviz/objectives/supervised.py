"""Learning from labels alone, as every teacher does.

CE(z, y), each label spread by the smoothing
"""

from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.terms import Number, hard_term


def supervised(student: Outputs, _teacher: Outputs, labels: Tensor, *, smoothing: Number = 0.0) -> Tensor:
    """Return the cross-entropy of one network on one batch; there is no teacher.

    Parameters
    ----------
    student : Outputs
        Logits of shape (n, classes); who learns here may well teach later.
    labels : Tensor of int64, shape (n,)
    smoothing : Tensor or float

    Returns
    -------
    Tensor, shape ()
    """
    return hard_term(student.logits, labels, smoothing)
