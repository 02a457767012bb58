"""Learning from labels alone, as every teacher does.

CE(z, y), each label spread by the smoothing
"""

from torch import Tensor

from kdviz.objectives.terms import Number, hard_term


def supervised(logits: Tensor, _teacher_logits: Tensor, labels: Tensor, *, smoothing: Number = 0.0) -> Tensor:
    """Return the cross-entropy of one network on one batch; there is no teacher.

    Parameters
    ----------
    logits : Tensor, shape (n, classes)
    labels : Tensor of int64, shape (n,)
    smoothing : Tensor or float

    Returns
    -------
    Tensor, shape ()
    """
    return hard_term(logits, labels, smoothing)
