"""Files in the IDX format, in which MNIST and its relatives are published, plain or gzipped.

A file begins with two zero bytes, a byte for the numbers' type and one for how many dimensions there are; then come the
dimensions as 32-bit integers and the numbers, the most significant byte first (LeCun, Cortes and Burges, THE MNIST
DATABASE of handwritten digits).
"""

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from kdviz.i18n import N_, SpokenError

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MOST_DIMENSIONS = 4
# MNIST's largest file is a tenth of it.
MOST_BYTES = 500_000_000
GZIP_MAGIC = b"\x1f\x8b"
AT_ONCE = 2**20


class IdxError(SpokenError, ValueError):
    """A file that is not what IDX promises, or is larger than allowed."""


def read(path: Path, *, name: str = "", at_most: int = MOST_BYTES) -> NDArray[Any]:
    """Return the numbers of an IDX file, in this computer's byte order.

    Parameters
    ----------
    path : Path
        Gzipped or not, whatever it is called.
    name : str
        What errors call the file; its own name unless told otherwise.
    at_most : int
        Bytes that the numbers may take. No more are ever read, whatever a header or a gzipped file says.

    Raises
    ------
    IdxError
        If it is not a whole IDX file, or a larger one.
    OSError
        If it cannot be read at all.
    """
    name = name or path.name
    with path.open("rb") as raw:
        gzipped = raw.read(2) == GZIP_MAGIC
        raw.seek(0)
        try:
            return _read(cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if gzipped else raw, name, at_most)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise IdxError(N_("The gzipped file {file} is damaged or ends early: get it again."), file=name) from error


def read_labelled(images: Path, labels: Path, *, at_most: int = MOST_BYTES) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return pictures and their labels from two IDX files.

    Returns
    -------
    pictures : ndarray, shape (n, height, width) or (n, height, width, channels)
    labels : ndarray of int64, shape (n,)

    Raises
    ------
    IdxError
        If one of them is not such a file, or they do not belong together.
    """
    pictures, classes = read(images, at_most=at_most), read(labels, at_most=at_most)
    if pictures.ndim < 3:
        raise IdxError(
            N_("The file {file} has {found} dimensions: pictures have 3 (number, height, width), or 4 in color."),
            file=images.name,
            found=pictures.ndim,
        )
    if classes.ndim != 1 or classes.dtype.kind == "f":
        raise IdxError(N_("The file {file} holds no labels: they are one whole number a picture."), file=labels.name)
    if len(pictures) != len(classes):
        raise IdxError(
            N_("The file {file} holds {pictures} pictures, but {other} holds {labels} labels: they must be as many."),
            file=images.name,
            pictures=len(pictures),
            other=labels.name,
            labels=len(classes),
        )
    return pictures, classes.astype(np.int64)


def write(path: Path, numbers: NDArray[Any]) -> None:
    """Write numbers as an IDX file, gzipped if its name ends in ``.gz``."""
    kind = np.dtype(numbers.dtype).newbyteorder(">")
    code = next(code for code, name in TYPES.items() if np.dtype(name) == kind)
    header = struct.pack(f">HBB{numbers.ndim}I", 0, code, numbers.ndim, *numbers.shape)
    content = header + numbers.astype(kind).tobytes()
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)


def _read(file: BinaryIO, name: str, at_most: int) -> NDArray[Any]:
    kind, shape = _header(file, name)
    promised = math.prod(shape) * kind.itemsize
    if promised > at_most:
        raise IdxError(
            N_("The file {file} promises {promised} megabytes of numbers: at most {most} are allowed."),
            file=name,
            promised=f"{math.ceil(promised / 1e6):,}",
            most=f"{at_most // 10**6:,}",
        )
    # One byte more tells whether the file goes on. Piece by piece, a header that promises too much costs no memory.
    content = bytearray()
    while len(content) <= promised and (piece := file.read(min(AT_ONCE, promised + 1 - len(content)))):
        content += piece
    if len(content) != promised:
        found = "more" if len(content) > promised else f"{len(content):,}"
        raise IdxError(
            N_("The file {file} promises {promised} bytes of numbers and holds {found}: it is damaged or cut off."),
            file=name,
            promised=f"{promised:,}",
            found=found,
        )
    return np.frombuffer(content, kind).reshape(shape).astype(kind.newbyteorder("="))


def _header(file: BinaryIO, name: str) -> tuple[np.dtype[Any], tuple[int, ...]]:
    start = file.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in TYPES:
        raise IdxError(
            N_("The file {file} is not an IDX file: one begins with two zero bytes and a known type."), file=name
        )
    dimensions = start[3]
    if not 1 <= dimensions <= MOST_DIMENSIONS:
        raise IdxError(
            N_("The file {file} says that it has {found} dimensions: allowed are 1 to {most}."),
            file=name,
            found=dimensions,
            most=MOST_DIMENSIONS,
        )
    sizes = file.read(4 * dimensions)
    if len(sizes) < 4 * dimensions:
        raise IdxError(N_("The file {file} ends within its header: it is damaged or cut off."), file=name)
    return np.dtype(TYPES[start[2]]), struct.unpack(f">{dimensions}I", sizes)
