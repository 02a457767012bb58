"""Adam and SGD on whole populations: each member has a learning rate of its own.

Parameters are lists of tensors whose first dimensions are the population's. The formulas are those of
``torch.optim`` with its defaults; ours exist because a learning rate there is one number for all.
"""

from abc import ABC, abstractmethod
from functools import partial

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
        """Take one step along `gradients`, shaped as the parameters; all of it on their device."""

    def tend(self) -> None:  # noqa: B027 - most optimizers have nothing to tend
        """Do what is due between two steps, if anything is; it is no part of what is recorded of a step."""


class Adam(Optimizer):
    """Kingma and Ba 2015, algorithm 1.

    PyTorch's own update in one pass over memory, told to step by one, and then each member's rate times that step: a
    population outgrows the processor's cache, and the same formula operation by operation takes three times as long.
    """

    beta1, beta2, epsilon = 0.9, 0.999, 1e-8
    # Far below what epsilon lets through; a square root of denormal numbers takes thirty times as long on a CPU.
    least, seldom = 1e-30, 1000
    # What a whole number of vector registers leaves over is rounded in another way: equal members would not stay equal.
    whole = 64

    def __init__(self, parameters: list[Tensor], learning_rate: Tensor) -> None:
        super().__init__(parameters, learning_rate)
        sizes = [parameter.numel() for parameter in parameters]
        count = -sum(sizes) % self.whole + sum(sizes)
        flat = partial(torch.full, (count,), dtype=parameters[0].dtype, device=parameters[0].device)
        self._steps, self._gradients, self._means, self._squares = map(flat, (0.0, 0.0, 0.0, self.least))
        # The fused kernel on a GPU reads it as single precision, whatever the parameters are in.
        self._taken = torch.zeros((), dtype=torch.float32, device=parameters[0].device)

        def shaped(values: Tensor) -> list[Tensor]:
            parts = values[: sum(sizes)].split(sizes)
            return [part.view_as(parameter) for part, parameter in zip(parts, parameters, strict=True)]

        self.steps, self.gradients = shaped(self._steps), shaped(self._gradients)
        self._since = 0

    def step(self, gradients: list[Tensor]) -> None:
        """Take one step along `gradients`."""
        torch._foreach_copy_(self.gradients, gradients)
        self._taken += 1
        self._steps.zero_()
        torch._fused_adam_(
            [self._steps],
            [self._gradients],
            [self._means],
            [self._squares],
            [],
            [self._taken],
            lr=1.0,
            beta1=self.beta1,
            beta2=self.beta2,
            weight_decay=0.0,
            eps=self.epsilon,
            amsgrad=False,
            maximize=False,
        )
        torch._foreach_addcmul_(self.parameters, self.steps, self.rates)

    def tend(self) -> None:
        """Lift vanishing squares now and then."""
        self._since += 1
        if self._since == self.seldom:
            self._squares.clamp_min_(self.least)
            self._since = 0


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
