"""A script runs as its readers run it: in a process of its own, with nothing but Python."""

import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory

from kdviz.i18n import N_
from kdviz.results import RunFailedError
from kdviz.store.own import kept_at

FAILED = N_("The script ended early: {reason}")
# Seconds between two looks at what it has printed.
LOOK = 0.25


def ran(
    script: str, lines: int, own: str = "", _clock: object = None
) -> Generator[float | None, None, dict[str, list[float]]]:
    """Run a script that prints so many lines, and return the numbers of each by its first word.

    Parameters
    ----------
    own : str
        The own data set whose rows are its argument, if any.

    Yields
    ------
    float or None
        The share of the lines that is there; None while that is no news.

    Raises
    ------
    RunFailedError
        If it does not end well.
    """
    with TemporaryDirectory(prefix="kdviz-script-") as folder:
        file, told, errors = (Path(folder) / name for name in ("run.py", "told", "errors"))
        file.write_text(script, "utf-8")
        with told.open("w") as out, errors.open("w") as err:
            process = subprocess.Popen(
                [sys.executable, file, *([kept_at(own)] if own else [])],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )
            try:
                share = 0.0
                while (status := _status(process)) is None:
                    now = len(told.read_text().splitlines()) / lines
                    yield now if now > share else None
                    share = now
            finally:
                # Whoever stops it closes this generator.
                process.kill()
                process.wait()
        if status:
            raise RunFailedError(FAILED, reason=errors.read_text().strip().rpartition("\n")[2][:300])
        words = [line.split() for line in told.read_text().splitlines()]
    return {name: [*map(float, numbers)] for name, *numbers in words}


def _status(process: "subprocess.Popen[bytes]") -> int | None:
    try:
        return process.wait(LOOK)
    except subprocess.TimeoutExpired:
        return None
