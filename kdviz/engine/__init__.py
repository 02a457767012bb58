"""The one seam to the workers: requests go in, snapshots and results come out.

This side knows no torch; training tasks are named by dotted path and imported where they run.
"""

from kdviz.engine.cluster import EngineError
from kdviz.engine.engine import Engine
from kdviz.engine.jobs.job import Progress, Submission
from kdviz.engine.process import shared_engine
from kdviz.engine.scripts import footprints, run, see_through, sweep

__all__ = [
    "Engine",
    "EngineError",
    "Progress",
    "Submission",
    "footprints",
    "run",
    "see_through",
    "shared_engine",
    "sweep",
]
