"""Label smoothing.

(1 − ε)·CE(z_s, y)  +  ε·CE(z_s, uniform)
"""

from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.terms import Number, hard_term


def smoothed(student: Outputs, _teacher: Outputs, labels: Tensor, *, spread: Number, smoothing: Number = 0.0) -> Tensor:
    """Return the cross-entropy with spread labels; the usual ε is 0.1.

    Parameters
    ----------
    spread, smoothing : Tensor or float
        ε; the control arm's own smoothing comes on top where there is no spread.

    References
    ----------
    Szegedy et al. 2016, Rethinking the Inception Architecture, section 7.
    """
    return hard_term(student.logits[: len(labels)], labels, spread + smoothing)
