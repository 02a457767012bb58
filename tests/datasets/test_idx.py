"""IDX files: what is written is read, and a bad file is one sentence."""

import gzip
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kdviz.datasets import idx

NUMBERS = st.sampled_from(["u1", "i1", "i2", "i4", "f4", "f8"]).flatmap(
    lambda kind: (
        arrays.arrays(kind, arrays.array_shapes(max_dims=4, max_side=4), elements={"allow_nan": False})
        if kind.startswith("f")
        else arrays.arrays(kind, arrays.array_shapes(max_dims=4, max_side=4))
    )
)


def a_file(folder, content, name="train-images"):
    path = folder / name
    path.write_bytes(content)
    return path


def header(*shape, code=8, zeros=0):
    return struct.pack(f">HBB{len(shape)}I", zeros, code, len(shape), *shape)


@given(NUMBERS, st.sampled_from(["a", "a.gz"]))
def test_what_is_written_is_read(tmp_path_factory, numbers, name):
    path = tmp_path_factory.getbasetemp() / name
    idx.write(path, numbers)
    again = idx.read(path)
    np.testing.assert_array_equal(again, numbers)
    assert again.dtype == numbers.dtype


def test_numbers_have_their_most_significant_byte_first(tmp_path):
    path = a_file(tmp_path, header(2, code=0x0B) + b"\x01\x02\xff\xfe")
    np.testing.assert_array_equal(idx.read(path), [258, -2])


def test_a_gzipped_file_is_known_by_its_content(tmp_path):
    path = a_file(tmp_path, gzip.compress(header(3) + b"abc"), "plain-name")
    np.testing.assert_array_equal(idx.read(path), [97, 98, 99])


BAD = {
    "empty": (b"", "not an IDX file"),
    "a PDF": (b"%PDF-1.7 and more", "not an IDX file"),
    "other start": (header(1, zeros=7) + b"a", "not an IDX file"),
    "unknown type": (header(1, code=0x0A) + b"a", "not an IDX file"),
    "no dimension": (header(), "0 dimensions"),
    "nine dimensions": (header(*[1] * 9) + b"a", "9 dimensions"),
    "cut in the header": (header(2, 2)[:7], "ends within its header"),
    "cut in the numbers": (header(2, 2) + b"abc", "promises 4 bytes of numbers and holds 3"),
    "too long": (header(2, 2) + b"abcde", "holds more"),
    "promises much": (header(2**32 - 1, 2**32 - 1), "megabytes"),
    "gzip of nonsense": (gzip.compress(b"hello"), "not an IDX file"),
    "gzip cut off": (gzip.compress(header(999) + bytes(range(250)) * 4)[:60], "damaged"),
    "gzip broken inside": (gzip.compress(header(4) + b"abcd")[:-8] + b"\0" * 8, "damaged"),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_a_bad_file_is_one_sentence_that_names_it(tmp_path, content, said):
    with pytest.raises(idx.IdxError) as caught:
        idx.read(a_file(tmp_path, content))
    sentence = caught.value.sentence()
    assert said in sentence
    assert sentence.startswith(("The file train-images ", "The gzipped file train-images "))
    assert sentence.count(".") == 1


def test_no_more_is_read_than_allowed(tmp_path):
    bomb = a_file(tmp_path, gzip.compress(header(10_000) + bytes(50_000_000)))
    liar = a_file(tmp_path, header(400_000_000) + b"abc", "liar")
    tracemalloc.start()
    for path in (bomb, liar):
        with pytest.raises(idx.IdxError):
            idx.read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000
    with pytest.raises(idx.IdxError, match="at most 0"):
        idx.read(a_file(tmp_path, header(9) + b"123456789"), at_most=8)


def test_pictures_and_labels_belong_together(tmp_path):
    idx.write(tmp_path / "pictures.gz", np.zeros((5, 28, 28), np.uint8))
    idx.write(tmp_path / "labels", np.arange(5, dtype=np.uint8))
    pictures, labels = idx.read_labelled(tmp_path / "pictures.gz", tmp_path / "labels")
    assert pictures.shape == (5, 28, 28)
    assert labels.dtype == np.int64
    idx.write(tmp_path / "fewer", np.arange(4, dtype=np.uint8))
    idx.write(tmp_path / "floats", np.arange(5, dtype=np.float32))
    for first, second, said in (
        ("pictures.gz", "fewer", "5 pictures, but fewer holds 4 labels"),
        ("pictures.gz", "floats", "floats holds no labels"),
        ("labels", "labels", "1 dimensions"),
    ):
        with pytest.raises(idx.IdxError, match=said):
            idx.read_labelled(tmp_path / first, tmp_path / second)
