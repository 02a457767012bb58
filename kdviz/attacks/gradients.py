"""The gradient of a net's loss with respect to its inputs, which an attacker follows uphill."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.func import functional_call, grad

from kdviz.networks import Network

Answer = Callable[[Tensor], Tensor]
Gradient = Callable[[Tensor], Tensor]
PUBLISHED = 1.0


def answer_of(network: Network, parameters: dict[str, Tensor]) -> Answer:
    """Return the function from inputs to logits of `network` with `parameters` in place of its own."""
    return lambda inputs: functional_call(network, parameters, (inputs,))


def input_gradient(answer: Answer, labels: Tensor, temperature: Tensor | float = PUBLISHED) -> Gradient:
    """Return the gradient of the cross-entropy of logits divided by `temperature`, as a function of the inputs.

    At a temperature of 1 this is the loss as published. A net that is trained at T and used at 1 has logits T times as
    far apart as needed: its probabilities round to ones and zeros, and so does this gradient to zeros.

    Parameters
    ----------
    answer : callable
        Inputs of shape (n, *shape) to logits of shape (n, classes).
    labels : Tensor of int64, shape (n,)
    temperature : Tensor or float
        The attacker's: divides the logits.

    References
    ----------
    Carlini and Wagner 2017, Towards Evaluating the Robustness of Neural Networks, section VIII.
    """

    def loss(inputs: Tensor) -> Tensor:
        log_p = torch.log_softmax(answer(inputs) / temperature, dim=1)
        # The sum, so that no image's gradient depends on how many there are.
        return -log_p.gather(1, labels[:, None]).sum()

    gradient: Gradient = grad(loss)
    return gradient


def is_zero(gradients: Tensor) -> Tensor:
    """Return which gradients, shape (n, *shape), are zero in every number: they tell an attacker nothing."""
    return (gradients == 0).flatten(1).all(1)
