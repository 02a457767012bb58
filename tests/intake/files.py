"""Small files, good and bad, that the tests of own data read."""

import gzip
import io
import struct
import zipfile

import numpy as np
from PIL import Image

ROWS = [f"{i % 7},{i * 0.5},{'ab'[i % 2]}" for i in range(12)]
TABLE = "x,z,label\n" + "\n".join(ROWS) + "\n"


def lines(*rows, header="x,z,label"):
    """A table of good rows and then `rows`."""
    return "\n".join([header, *ROWS, *rows]) + "\n"


def png(shade=0, side=8, **options):
    file = io.BytesIO()
    Image.new("L", (side, side), shade).save(file, "PNG", **options)
    return file.getvalue()


def jpeg(color, size=(40, 30)):
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, "JPEG")
    return file.getvalue()


def moving_png():
    file = io.BytesIO()
    first, *others = [Image.new("L", (8, 8), shade) for shade in (0, 99, 200)]
    first.save(file, "PNG", save_all=True, append_images=others)
    return file.getvalue()


def zipped(files, **options):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content, **options)
    return file.getvalue()


def folders(names=("cats", "dogs"), count=4, start="", picture=png):
    """Pictures in class folders."""
    return {
        f"{start}{name}/{i}.png": picture(20 * i + 100 * place)
        for place, name in enumerate(names)
        for i in range(count)
    }


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def npy(header, content=b""):
    text = header.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + content


def lying_npz():
    """An array whose header promises more than there is."""
    liar = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }", b"12345678")
    return zipped({"x.npy": liar, "y.npy": liar})


def idx_file(array):
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


def bomb():
    return zipped({f"a/{i}.png": b"\0" * 40_000_000 for i in range(8)})


GZIPPED = gzip.compress(TABLE.encode())
