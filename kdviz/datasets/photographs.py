"""Small pieces of the two photographs that ship with scikit-learn: images that have nothing to do with any data set."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kdviz.catalog import Shape

NAMES = ("china", "flower")


def pieces(shape: Shape, count: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return pieces cut at random, each stretched from black to white so that there is something to see.

    Parameters
    ----------
    shape : tuple of int
        Of one piece, channels first; three channels are in color, of any other number each is gray.
    count : int
    rng : Generator

    Returns
    -------
    ndarray of float32, shape (count, *shape)
    """
    channels, height, width = shape
    cut = []
    for photograph in rng.integers(len(NAMES), size=count):
        pixels = _photograph(NAMES[photograph])
        top, left = (
            rng.integers(whole - part + 1) for whole, part in zip(pixels.shape[1:], (height, width), strict=True)
        )
        piece = pixels[:, top : top + height, left : left + width]
        gray = piece if channels == len(piece) else np.broadcast_to(piece.mean(0), shape)
        low, high = gray.min(), gray.max()
        cut.append((gray - low) / max(high - low, np.finfo(np.float32).eps))
    return np.stack(cut).astype(np.float32)


@cache
def _photograph(name: str) -> NDArray[Any]:
    """Return a photograph's pixels from 0 to 1, shape (3, height, width)."""
    # scikit-learn's own `load_sample_image` comes with pandas and all of scipy, as its `load_digits` does.
    package = find_spec("sklearn")
    assert package is not None
    assert package.origin is not None
    with Image.open(Path(package.origin).parent / "datasets" / "images" / f"{name}.jpg") as image:
        return np.asarray(image.convert("RGB"), dtype=np.float64).transpose(2, 0, 1) / 255
