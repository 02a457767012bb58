"""A run as one Python file."""

from kdviz.experiment import Experiment
from kdviz.exports.format import Files, RunFormat
from kdviz.exports.script.written import script_of
from kdviz.i18n import N_


def write(experiment: Experiment) -> Files:
    """Return the script."""
    return {".py": script_of(experiment).encode()}


FORMAT = RunFormat(
    name="script",
    title=N_("This run as a script"),
    summary=N_("One Python file to read and change; it trains the same teacher and students in plain loops."),
    place=60,
    write=write,
)
