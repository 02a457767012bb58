"""Requests become inputs: rows of numbers, or a picture."""

import io
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

# Pixels of a picture before it is made small, and rows of one request.
MOST_PIXELS, MOST_ROWS = 4_000_000, 1024
SIGNATURE = b"\x89PNG\r\n\x1a\n"


class InputError(ValueError):
    """A request that is no input, in one sentence."""


def inputs_of(body: bytes, shape: Sequence[int]) -> NDArray[np.float32]:
    """Return the inputs that a request holds, shape (n, *shape).

    Raises
    ------
    InputError
        If it holds none.
    """
    return picture(body, shape) if body.startswith(SIGNATURE) else rows(body, shape)


def rows(body: bytes, shape: Sequence[int]) -> NDArray[np.float32]:
    """Read ``{"rows": [[…], …]}``, each row as many numbers as an input has; raises as `inputs_of` does."""
    wanted = int(np.prod(shape))
    form = f'{{"rows": [[{wanted} numbers], …]}}'
    given = rows_in(body, form)
    if isinstance(given, list) and any(isinstance(row, list) and not all(map(_is_number, row)) for row in given):
        raise _formless(form)
    try:
        values = np.array(given, np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise _formless(form) from error
    if values.ndim != 2 or values.shape[1] != wanted or not 1 <= len(values) <= MOST_ROWS:
        text = f"rows has the shape {values.shape}: allowed are 1 to {MOST_ROWS} rows of {wanted} numbers."
        raise InputError(text)
    with np.errstate(over="ignore"):
        small = values.astype(np.float32)
    if not np.isfinite(small).all():
        raise InputError("rows holds a number that is too large: allowed is what 32-bit floats can hold.")
    return small.reshape(-1, *shape)


def rows_in(body: bytes, form: str) -> Any:
    """Return what JSON of the `form` holds as its rows; raises as `inputs_of` does."""
    try:
        # What is no number in JSON itself is none here either.
        return json.loads(body, parse_constant=_refuse)["rows"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _formless(form) from error


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _formless(form: str) -> InputError:
    return InputError(f"The body is no JSON of the form {form} and no PNG.")


def _refuse(name: str) -> None:
    raise ValueError(name)


def picture(body: bytes, shape: Sequence[int]) -> NDArray[np.float32]:
    """Read a PNG as one input: its ink from 0 to 1, the paper being what its edge shows; raises as `inputs_of` does."""
    if len(shape) != 3:
        raise InputError("The student reads no pictures: send rows of numbers.")
    try:
        image = Image.open(io.BytesIO(body), formats=["PNG"])
        if image.width * image.height > MOST_PIXELS:
            text = f"The picture has {image.width} × {image.height} pixels: allowed are at most {MOST_PIXELS} in all."
            raise InputError(text)
        paper = Image.new("RGBA", image.size, "white")
        grey = Image.alpha_composite(paper, image.convert("RGBA")).convert("L")
    except InputError:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError("The picture cannot be read: allowed is a whole PNG.") from error
    channels, height, width = shape
    values = np.asarray(grey.resize((width, height), Image.Resampling.BOX), np.float32) / 255
    edge = np.concatenate([np.asarray(grey)[[0, -1]].ravel(), np.asarray(grey)[:, [0, -1]].ravel()])
    ink = 1 - values if edge.mean() > 127 else values
    return np.broadcast_to(ink, (1, channels, height, width)).astype(np.float32)
