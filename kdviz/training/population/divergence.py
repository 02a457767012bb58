"""The end of a training whose loss runs away, and the weights from before that."""

import torch
from torch import Tensor

RUNAWAY = 100.0


class DivergedError(ArithmeticError):
    """A loss ran away or stopped being a number; the population keeps the weights from before that step.

    Steps count from one; seed and member are places in the population.
    """

    def __init__(self, step: int, seed: int, member: int) -> None:
        super().__init__(f"step {step} made the loss of member {member}, seed {seed} run away or be no number")
        self.step, self.seed, self.member = step, seed, member


class Safeguard:
    """Notes the losses of every step; keeps the weights from before a step that made one of them run away.

    Parameters
    ----------
    weights : list of Tensor
        What steps change in place.
    at_once : bool
        Whether a runaway ends the training in `note`. A GPU would be waited for in each step: there `note` leaves
        everything on the device, and `check` asks.
    """

    def __init__(self, weights: list[Tensor], *, at_once: bool) -> None:
        self._weights, self._at_once = weights, at_once
        self._before = [values.clone() for values in weights]
        self._bounds: Tensor | None = None

    def note(self, losses: Tensor) -> None:
        """Note the losses, shape (seeds, members), that the weights have before the step that follows."""
        if self._bounds is None:
            # Healthy losses stay within a few times the first; a batch of one may begin near zero by chance.
            self._bounds = RUNAWAY * losses.clamp(min=1)
            self._good = torch.ones_like(losses, dtype=torch.bool)
            self._noted = torch.zeros((), dtype=torch.int64, device=losses.device)
        good = losses < self._bounds  # false for NaN too
        if self._at_once:
            self._good = good
            self.check()
            torch._foreach_copy_(self._before, self._weights)
            self._noted += 1
            return
        # Once a loss has run away all stays as it is. A conditional copy takes a CPU five times as long as a plain one.
        healthy = self._good.all()
        self._good.copy_(torch.where(healthy, good, self._good))
        healthy = self._good.all()
        for before, values in zip(self._before, self._weights, strict=True):
            torch.where(healthy, values, before, out=before)
        self._noted += healthy

    def check(self) -> None:
        """Go back to the weights from before the step that made a loss run away, if one did.

        Raises
        ------
        DivergedError
            It names that step.
        """
        if self._bounds is None or bool(self._good.all()):
            return
        torch._foreach_copy_(self._weights, self._before)
        seed, member = map(int, (~self._good).nonzero()[0])
        # The losses of a step are those that the step before it has made.
        raise DivergedError(max(1, int(self._noted)), seed, member)
