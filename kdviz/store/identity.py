"""What besides the knobs decides a run's numbers: the code that trains and measures."""

import hashlib
from functools import cache
from pathlib import Path

# The kinds' cards hold weights and what is fixed, and the measures what is made of the students.
TRAINING_SIDE = ("catalog/kinds", "datasets", "measures", "networks", "objectives", "training")
# Who trains with whom, and when a run reports, follows from these.
SCHEDULING = ("catalog/limits.py", "experiment/arms.py", "experiment/packing.py", "experiment/work.py")


@cache
def sources_digest() -> str:
    """Return the SHA-256 of the training-side sources, in hexadecimal."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    sources = [source for room in TRAINING_SIDE for source in sorted((package / room).rglob("*.py"))]
    for source in (*sources, *(package / name for name in SCHEDULING)):
        digest.update(source.relative_to(package).as_posix().encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()
