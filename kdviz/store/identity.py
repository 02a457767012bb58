"""What besides the knobs decides a run's numbers: the code that trains."""

import hashlib
from functools import cache
from pathlib import Path

TRAINING_SIDE = ("datasets", "networks", "objectives", "training")
# When a run reports follows from these.
SCHEDULING = ("catalog/limits.py", "experiment/duration.py", "measures/knowledge.py")


@cache
def sources_digest() -> str:
    """Return the SHA-256 of the training-side sources, in hexadecimal."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    sources = [source for room in TRAINING_SIDE for source in sorted((package / room).rglob("*.py"))]
    for source in (*sources, *(package / name for name in SCHEDULING)):
        digest.update(source.relative_to(package).as_posix().encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()
