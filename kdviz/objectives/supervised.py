"""Learning from labels alone, as every teacher does.

CE(z, y), each label spread by the smoothing
"""

from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.terms import Number, hard_term


def supervised(student: Outputs, _teacher: Outputs, labels: Tensor, *, smoothing: Number = 0.0) -> Tensor:
    """Return the cross-entropy of one network on one batch; there is no teacher."""
    return hard_term(student.logits, labels, smoothing)
