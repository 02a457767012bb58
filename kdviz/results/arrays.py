"""Named arrays, and the fingerprint of their content."""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # Who lists results needs no arrays: numpy would be a fifth of what `kdviz runs` imports.
    from numpy.typing import NDArray

Arrays = dict[str, "NDArray[Any]"]


def fingerprint(arrays: Mapping[str, "NDArray[Any]"]) -> str:
    """Return the SHA-256 of the arrays' names, types, shapes and numbers, in hexadecimal, in any order."""
    digest = hashlib.sha256()
    for name, values in sorted(arrays.items()):
        digest.update(f"{name} {values.dtype.str} {values.shape}\0".encode())
        digest.update(values.ravel().data)
    return digest.hexdigest()
