"""The results of runs and sweeps: plain typed values without torch and without words."""

from kdviz.experiment.arms import ARMS, Arm
from kdviz.results.arrays import Arrays
from kdviz.results.comparison import Row
from kdviz.results.failure import Failure, RunFailedError
from kdviz.results.measures import MEASURES, Measures
from kdviz.results.record import Event, RunRecord, Status
from kdviz.results.run import BIASES, Bias, OmittedResult, Outcome, Recall, RunResult, Size, StageResult, TeacherResult
from kdviz.results.snapshot import SCORES, Divergence, Estimate, Interval, Likeness, Plane, Snapshot, Value
