"""What a point of a learning curve says, measured where the logits are, which costs half of what SciPy takes."""

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from kdviz import measures
from kdviz.objectives.terms import log_softmax


def curve_point(logits: Tensor, truth: Tensor, arms: Sequence[str]) -> dict[str, Any]:
    """Return accuracy, loss and their intervals as a `Snapshot` has them.

    Parameters
    ----------
    logits : Tensor, shape (seeds, arms, n, classes)
    truth : Tensor of int64, shape (n,)
    arms : sequence of str
        What the arms are called.
    """
    labels = truth.expand(logits.shape[:-1])
    own = log_softmax(logits.flatten(0, 2)).gather(1, labels.reshape(-1, 1)).view(labels.shape)
    found = {
        "accuracy": (logits.argmax(-1) == truth).double().mean(-1).T.cpu().numpy(),
        "loss": own.double().mean(-1).neg().T.cpu().numpy(),
    }
    values = {name: dict(zip(arms, by_arm.tolist(), strict=True)) for name, by_arm in found.items()}
    intervals = {name: dict(zip(arms, measures.intervals(by_arm), strict=True)) for name, by_arm in found.items()}
    return {**values, "ci95": intervals}
