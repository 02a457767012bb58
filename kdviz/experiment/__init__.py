"""Everything a run depends on: each knob once, with its name, label, default, range, unit and help.

Widgets, URL, command line, validation and the canonical form that is hashed are all derived from these fields.
"""

from kdviz.catalog import Problem
from kdviz.experiment.compression import Compression
from kdviz.experiment.experiment import AS_KEPT, TEACHER_KNOBS, UNREAD, Experiment
from kdviz.experiment.lenient import problems, read_leniently
from kdviz.experiment.pipeline import CompressionError, Pipeline
from kdviz.experiment.search import Search
from kdviz.experiment.settings import foremost, is_whole, knob, knobs, knobs_of, read_by, usual, varying
from kdviz.experiment.sweep import Axis, Cell, Sweep, SweepError, check_commas
from kdviz.experiment.vary import SearchError
