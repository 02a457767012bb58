"""A kind of distillation among others on the same students."""

from dataclasses import dataclass
from typing import Any

from kdviz.results.result import RunResult


@dataclass(frozen=True)
class Row:
    """One kind's place in a comparison.

    Attributes
    ----------
    kind : str
    rank : int
        One more than the number of kinds that are shown better; 0 for none.
    tied : bool
        Whether there is another kind that the seeds cannot tell it from, of whatever rank.
    result : RunResult or None
    skipped : str
        Why there is no result, in a sentence.
    """

    kind: str
    rank: int = 0
    tied: bool = False
    result: RunResult | None = None
    skipped: str = ""

    @property
    def standing(self) -> str:
        """The rank as it is written: with “=” where it is tied."""
        return f"{self.rank}=" if self.tied else f"{self.rank}"

    def report(self) -> dict[str, Any]:
        """Return what the command line prints, ready for JSON."""
        if self.result is None:
            return {"kind": self.kind, "skipped": self.skipped}
        distilled = self.result.arms["distilled"]
        return {
            "kind": self.kind,
            "rank": self.rank,
            "tied": self.tied,
            "accuracy": {"mean": distilled.mean, "ci95": distilled.ci95},
            "gain": self.result.gain.model_dump(),
            "agreement": distilled.agreement,
            "extra_parameters": self.result.extra_parameters,
            "seconds": round(self.result.seconds - self.result.teacher_seconds, 3),
            "stages": [stage.model_dump() for stage in self.result.stages],
            "run_id": self.result.run_id,
        }
