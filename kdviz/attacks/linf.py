"""Attacks that may change every pixel by at most a bound: the fast gradient sign method, and projected descent."""

from torch import Tensor

from kdviz.attacks.gradients import Gradient
from kdviz.experiment.attack import DESCENT

# How long a step of projected gradient descent is, as a share of the bound.
STRIDE = 0.25


def within(perturbed: Tensor, inputs: Tensor, bound: float, low: float, high: float) -> Tensor:
    """Return what is nearest to `perturbed` within `bound` of `inputs` in each number, and from `low` to `high`."""
    return (inputs + (perturbed - inputs).clamp(-bound, bound)).clamp(low, high)


def fgsm(gradient: Gradient, inputs: Tensor, bound: float, low: float = 0.0, high: float = 1.0) -> Tensor:
    """Return inputs moved by `bound` along the sign of the gradient; where that is zero they stay.

    Parameters
    ----------
    gradient : callable
        As of `kdviz.attacks.gradients.input_gradient`.
    inputs : Tensor, shape (n, *shape)
    bound : float
        The largest change of a number (L∞).
    low, high : float
        The range of a number.

    References
    ----------
    Goodfellow, Shlens and Szegedy 2015, Explaining and Harnessing Adversarial Examples, section 4.
    """
    return moved(inputs, gradient(inputs), bound, low, high)


def moved(inputs: Tensor, slope: Tensor, bound: float, low: float, high: float) -> Tensor:
    """Return the step of `fgsm` for gradients that are known."""
    return within(inputs + bound * slope.sign(), inputs, bound, low, high)


def pgd(
    gradient: Gradient,
    inputs: Tensor,
    bound: float,
    low: float = 0.0,
    high: float = 1.0,
    *,
    steps: int = DESCENT,
) -> Tensor:
    """Return inputs after several small steps of `fgsm`, each brought back within the bound; arguments as there.

    It starts at the inputs themselves, so that it is the same in every run.

    References
    ----------
    Madry et al. 2018, Towards Deep Learning Models Resistant to Adversarial Attacks, section 2.1.
    """
    perturbed = inputs
    for _step in range(steps):
        perturbed = within(perturbed + STRIDE * bound * gradient(perturbed).sign(), inputs, bound, low, high)
    return perturbed
