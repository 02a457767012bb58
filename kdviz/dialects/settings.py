"""The settings of the classic loss, checked, and its two weights."""

import math
from dataclasses import dataclass

from kdviz.i18n import N_, SpokenError

REDUCTIONS = ("batchmean", "mean")


class SettingsError(SpokenError, ValueError):
    """Settings that make no loss."""


@dataclass(frozen=True)
class Settings:
    """One classic loss.

    (1 − α)·CE + α·s·KL, where KL is summed over the classes and averaged over the images, and s is `soft_scale`.

    Attributes
    ----------
    temperature : float
        T; softens teacher and student alike.
    alpha : float
        Weight of the soft term; the hard term has 1 − α.
    t_squared : bool
        Whether the soft term is multiplied by T².
    reduction : str
        A name of `REDUCTIONS`; ``"mean"`` divides the KL by the classes too.

    Raises
    ------
    SettingsError
        If a value is out of its range.
    """

    temperature: float
    alpha: float
    t_squared: bool
    reduction: str
    classes: int

    def __post_init__(self) -> None:
        if not (math.isfinite(self.temperature) and self.temperature > 0):
            raise SettingsError(N_("Temperature is {value}: allowed is a number above 0."), value=str(self.temperature))
        if not 0 <= self.alpha <= 1:
            raise SettingsError(N_("Soft weight α is {value}: allowed is 0 to 1."), value=str(self.alpha))
        if self.reduction not in REDUCTIONS:
            raise SettingsError(
                N_("Reduction of the KL is {value}: allowed are {choices}."),
                value=self.reduction,
                choices=", ".join(REDUCTIONS),
            )
        if self.classes < 2:
            raise SettingsError(N_("The number of classes is {value}: allowed is 2 or more."), value=self.classes)

    @property
    def soft_scale(self) -> float:
        """The factor on the KL besides α: T² if `t_squared`, and 1/classes for ``"mean"``."""
        squared = self.temperature**2 if self.t_squared else 1.0
        return squared / (self.classes if self.reduction == "mean" else 1)

    @property
    def hard_weight(self) -> float:
        """The factor on the cross-entropy with the labels."""
        return 1 - self.alpha

    @property
    def soft_weight(self) -> float:
        """The factor on the KL, summed over classes and averaged over images."""
        return self.alpha * self.soft_scale
