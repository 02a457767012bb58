"""What besides the knobs decides a run's numbers: the code that trains."""

import hashlib
from functools import cache
from pathlib import Path

TRAINING_SIDE = ("datasets", "networks", "objectives", "training")


@cache
def sources_digest() -> str:
    """Return the SHA-256 of the training-side sources, in hexadecimal."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for room in TRAINING_SIDE:
        for source in sorted((package / room).rglob("*.py")):
            digest.update(source.relative_to(package).as_posix().encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()
