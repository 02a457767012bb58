"""Adam and SGD on whole populations: each member has a learning rate of its own.

Parameters are lists of tensors whose first dimensions are the population's. The formulas are those of
``torch.optim`` with its defaults; ours exist because a learning rate there is one number for all.
"""

from abc import ABC, abstractmethod

import torch
from torch import Tensor


class Optimizer(ABC):
    """Updates a list of parameters in place.

    Parameters
    ----------
    parameters : list of Tensor, shapes (*members, …)
    learning_rate : Tensor, shape (*members)
    """

    def __init__(self, parameters: list[Tensor], learning_rate: Tensor) -> None:
        self.parameters = parameters
        self.rates = [
            learning_rate.reshape(learning_rate.shape + (1,) * (parameter.ndim - learning_rate.ndim))
            for parameter in parameters
        ]

    @abstractmethod
    def step(self, gradients: list[Tensor]) -> None:
        """Take one step along `gradients`, shaped as the parameters."""


class Adam(Optimizer):
    """Kingma and Ba 2015, algorithm 1."""

    beta1, beta2, epsilon = 0.9, 0.999, 1e-8

    def __init__(self, parameters: list[Tensor], learning_rate: Tensor) -> None:
        super().__init__(parameters, learning_rate)
        self.means = [torch.zeros_like(parameter) for parameter in parameters]
        self.squares = [torch.zeros_like(parameter) for parameter in parameters]
        self.taken = 0

    def step(self, gradients: list[Tensor]) -> None:
        """Take one step along `gradients`."""
        self.taken += 1
        torch._foreach_lerp_(self.means, gradients, 1 - self.beta1)
        torch._foreach_mul_(self.squares, self.beta2)
        torch._foreach_addcmul_(self.squares, gradients, gradients, 1 - self.beta2)
        # Far below what epsilon lets through; a square root of denormal numbers takes thirty times as long on a CPU.
        torch._foreach_clamp_min_(self.squares, 1e-30)
        divisors = torch._foreach_sqrt(self.squares)
        unbias = (1 - self.beta2**self.taken) ** 0.5
        torch._foreach_add_(divisors, self.epsilon * unbias)
        torch._foreach_div_(divisors, self.rates)
        torch._foreach_addcdiv_(self.parameters, self.means, divisors, -unbias / (1 - self.beta1**self.taken))


class SGD(Optimizer):
    """Stochastic gradient descent with momentum 0.9."""

    momentum = 0.9

    def __init__(self, parameters: list[Tensor], learning_rate: Tensor) -> None:
        super().__init__(parameters, learning_rate)
        self.velocities = [torch.zeros_like(parameter) for parameter in parameters]

    def step(self, gradients: list[Tensor]) -> None:
        """Take one step along `gradients`."""
        torch._foreach_mul_(self.velocities, self.momentum)
        torch._foreach_add_(self.velocities, gradients)
        torch._foreach_sub_(self.parameters, torch._foreach_mul(self.velocities, self.rates))


OPTIMIZERS: dict[str, type[Optimizer]] = {"adam": Adam, "sgd": SGD}
