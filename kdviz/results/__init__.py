"""What a run hands on: plain typed values that know nothing of torch."""

from kdviz.results.record import Event, Failure, RunFailedError, RunRecord, Status
from kdviz.results.result import ArmResult, Outcome, RunResult, Size, StageResult, TeacherResult
from kdviz.results.snapshot import (
    ARMS,
    SCORES,
    Arm,
    Arrays,
    Divergence,
    Estimate,
    Interval,
    Likeness,
    Plane,
    Snapshot,
    Value,
)

__all__ = [
    "ARMS",
    "SCORES",
    "Arm",
    "ArmResult",
    "Arrays",
    "Divergence",
    "Estimate",
    "Event",
    "Failure",
    "Interval",
    "Likeness",
    "Outcome",
    "Plane",
    "RunFailedError",
    "RunRecord",
    "RunResult",
    "Size",
    "Snapshot",
    "StageResult",
    "Status",
    "TeacherResult",
    "Value",
]
