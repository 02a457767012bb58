"""The kinds of work that the queue does, one file each: `job` says what a kind brings."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from kdviz.engine.jobs.job import Job


@cache
def kinds() -> tuple[type[Job], ...]:
    """Return every kind of job: each module of this folder but `job` holds one as ``JOB``."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    return tuple(module.JOB for module in modules if hasattr(module, "JOB"))
