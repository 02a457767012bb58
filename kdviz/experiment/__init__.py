"""Everything a run depends on: each knob once, with its name, label, default, range, unit and help.

Widgets, URL, command line, validation and the canonical form that is hashed are all derived from these fields.
"""

from kdviz.experiment.experiment import KEPT, TEACHER_KNOBS, Experiment, is_optional, is_whole, knob, knobs
from kdviz.experiment.problem import Problem
from kdviz.experiment.reading import problems, read_leniently

__all__ = [
    "KEPT",
    "TEACHER_KNOBS",
    "Experiment",
    "Problem",
    "is_optional",
    "is_whole",
    "knob",
    "knobs",
    "problems",
    "read_leniently",
]
