"""A request to measure a student behind a server."""

from typing import Any

from pydantic import BaseModel, ConfigDict

# Seconds that may be measured.
SHORTEST, LONGEST = 1.0, 600.0


class Load(BaseModel):
    """Which kept student, and how long.

    Attributes
    ----------
    job_id, arm, seed, pipeline
        As the parameters of `kdviz.exports.kept.kept_student`.
    seconds : float
        Of measuring, from `SHORTEST` to `LONGEST`.
    """

    model_config = ConfigDict(frozen=True)

    job_id: str
    arm: str = "distilled"
    seed: int | None = None
    pipeline: str | None = None
    seconds: float = 40.0

    @property
    def student(self) -> dict[str, Any]:
        """The student alone."""
        return self.model_dump(exclude={"seconds"})
