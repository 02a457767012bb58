"""What a run hands on: plain typed values that know nothing of torch."""

from kdviz.results.comparison import Row
from kdviz.results.failure import Failure, RunFailedError
from kdviz.results.record import Event, RunRecord, Status
from kdviz.results.run import (
    BIASES,
    ArmResult,
    Bias,
    OmittedResult,
    Outcome,
    Recall,
    RunResult,
    Size,
    StageResult,
    TeacherResult,
)
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
    "BIASES",
    "SCORES",
    "Arm",
    "ArmResult",
    "Arrays",
    "Bias",
    "Divergence",
    "Estimate",
    "Event",
    "Failure",
    "Interval",
    "Likeness",
    "OmittedResult",
    "Outcome",
    "Plane",
    "Recall",
    "Row",
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
