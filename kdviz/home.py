"""The folder of everything that kdviz keeps."""

import os
from pathlib import Path

from platformdirs import user_data_path

from kdviz.i18n import N_, SpokenError


def home() -> Path:
    """Return ``KDVIZ_HOME``, or the platform's folder for user data.

    Raises
    ------
    SpokenError
        If it begins with the ``~`` of an account that has no home folder.
    """
    return expanded(os.environ.get("KDVIZ_HOME") or str(user_data_path("kdviz", appauthor=False)))


def expanded(place: str) -> Path:
    """Return a path whose ``~`` is the account's home folder, as in a shell; raises as `home` does."""
    try:
        return Path(place).expanduser()
    except RuntimeError as error:
        raise SpokenError(
            N_("{place} begins in a home folder that is not there: set KDVIZ_HOME to a folder of yours."), place=place
        ) from error
