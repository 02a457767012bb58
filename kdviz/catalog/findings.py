"""The findings of the scenes that make a claim: `findings.json`, which ``make phenomena`` measures."""

import json
from dataclasses import dataclass
from typing import Literal

from kdviz.catalog.shipped import assets

Outcome = Literal["shown", "not shown", "the other way round"]
FILE = assets() / "findings.json"


@dataclass(frozen=True)
class Finding:
    """How much higher one measurement of a scene is than another, of which the claim says that it is lower.

    Attributes
    ----------
    first, second : str
        What the measurements are called.
    mean : float
        In percentage points.
    ci95 : tuple of float or None
        Over seeds, paired; None where two single networks are compared.
    """

    first: str
    second: str
    mean: float
    ci95: tuple[float, float] | None
    seeds: int

    @property
    def outcome(self) -> Outcome:
        """Whether the claim came out, as far as the seeds show."""
        low, high = self.ci95 or (self.mean, self.mean)
        return "shown" if low > 0 else "the other way round" if high < 0 else "not shown"


def _read() -> dict[str, list[Finding]]:
    measured = json.loads(FILE.read_text("utf-8"))
    return {
        scene: [Finding(**each, seeds=measured["seeds"]) for each in found["findings"]]
        for scene, found in measured["scenes"].items()
    }


FINDINGS = _read()
