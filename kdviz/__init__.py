"""See knowledge distillation happen.

>>> import kdviz
>>> kdviz.run(kdviz.Experiment(student="16"))  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kdviz.engine import attack as attack
    from kdviz.engine import compare as compare
    from kdviz.engine import compress as compress
    from kdviz.engine import export as export
    from kdviz.engine import run as run
    from kdviz.engine import sweep as sweep
    from kdviz.engine import tune as tune
    from kdviz.experiment import Experiment as Experiment
    from kdviz.experiment.goal import Goal as Goal
    from kdviz.verdicts.spoken import Attacks as Attacks
    from kdviz.verdicts.spoken import Compressions as Compressions
    from kdviz.verdicts.spoken import History as History
    from kdviz.verdicts.spoken import Searches as Searches
    from kdviz.verdicts.spoken import Sweeps as Sweeps

__all__ = [
    "Attacks",
    "Compressions",
    "Experiment",
    "Goal",
    "History",
    "Searches",
    "Sweeps",
    "attack",
    "compare",
    "compress",
    "export",
    "run",
    "sweep",
    "tune",
]

_HOMES = {
    "Attacks": "kdviz.verdicts.spoken",
    "Compressions": "kdviz.verdicts.spoken",
    "Experiment": "kdviz.experiment",
    "Goal": "kdviz.experiment.goal",
    "History": "kdviz.verdicts.spoken",
    "Searches": "kdviz.verdicts.spoken",
    "Sweeps": "kdviz.verdicts.spoken",
    "attack": "kdviz.engine",
    "compare": "kdviz.engine",
    "compress": "kdviz.engine",
    "export": "kdviz.engine",
    "run": "kdviz.engine",
    "sweep": "kdviz.engine",
    "tune": "kdviz.engine",
}


def __getattr__(name: str) -> Any:
    # Imported on first use: whoever needs a card of the catalog should not wait for the engine.
    if name not in _HOMES:
        raise AttributeError(f"module 'kdviz' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
