"""The one seam to the workers: experiments go in, snapshots and results come out.

This side knows no torch; training tasks are named by dotted path and imported where they run.
"""

from kdviz.engine.cluster import EngineError
from kdviz.engine.engine import Engine, Submission
from kdviz.engine.jobs.progress import SweepProgress, SweepSubmission
from kdviz.engine.process import shared_engine
from kdviz.engine.scripts import compare, footprints, run, run_and_rank, see_through, shared_comparison, sweep

__all__ = [
    "Engine",
    "EngineError",
    "Submission",
    "SweepProgress",
    "SweepSubmission",
    "compare",
    "footprints",
    "run",
    "run_and_rank",
    "see_through",
    "shared_comparison",
    "shared_engine",
    "sweep",
]
