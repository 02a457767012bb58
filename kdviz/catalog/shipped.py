"""The folder of all that ships and is no code."""

from pathlib import Path


def assets() -> Path:
    """Return the folder of assets: within an installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    return next(place for place in (package / "assets", package.parent / "assets") if place.is_dir())
