"""The one seam to the workers: requests go in, snapshots and results come out.

This side knows no torch; training tasks are named by dotted path and imported where they run.
"""

from kdviz.engine.cluster import EngineError
from kdviz.engine.engine import Engine
from kdviz.engine.exports import export
from kdviz.engine.jobs.job import Progress
from kdviz.engine.process import shared_engine
from kdviz.engine.scripts import (
    attack,
    compare,
    compress,
    run,
    run_and_rank,
    search_within,
    see_through,
    shared_comparison,
    sweep,
    tune,
)
from kdviz.store.ledger import Submission
