"""Everything a run depends on: each knob once, with its name, label, default, range, unit and help.

Widgets, URL, command line, validation and the canonical form that is hashed are all derived from these fields.
"""

from kdviz.experiment.checks import Problem
from kdviz.experiment.experiment import (
    KEPT,
    TEACHER_KNOBS,
    Experiment,
    is_optional,
    is_whole,
    knob,
    knobs,
    knobs_of,
    usual,
)
from kdviz.experiment.lenient import problems, read_leniently
from kdviz.experiment.sweep import Axis, Cell, Sweep, SweepError

__all__ = [
    "KEPT",
    "TEACHER_KNOBS",
    "Axis",
    "Cell",
    "Experiment",
    "Problem",
    "Sweep",
    "SweepError",
    "is_optional",
    "is_whole",
    "knob",
    "knobs",
    "knobs_of",
    "problems",
    "read_leniently",
    "usual",
]
