"""Good files, however they are written, are the same table; what was assumed is said and can be changed."""

import gzip
import io
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdviz.intake.read import Intake, of_frame, read
from kdviz.intake.refused import RefusedError
from kdviz.results.data import Wishes
from kdviz.verdicts.data import assumed
from tests.intake.files import GZIPPED, ROWS, TABLE, folders, idx_file, jpeg, lines, moving_png, npz, png, zipped

CHINESE = "花瓣,类别\n" + "".join(f"{i}.5,{'红蓝'[i % 2]}花\n" for i in range(10))
LATIN = "größe,label\n" + "".join(f"{i}.5,{('café', 'thé')[i % 2]}\n" for i in range(10))


def taken(folder, content, wishes=None, name="table.csv") -> Intake:
    path = folder / name
    path.write_bytes(content)
    return read(path, wishes)


def said(intake) -> dict:
    return {each.wish: each.value for each in intake.description.assumed}


SAME = {
    "plain": TABLE.encode(),
    "with a mark": TABLE.encode("utf-8-sig"),
    "UTF-16": TABLE.encode("utf-16"),
    "UTF-16 without a mark": TABLE.encode("utf-16-le"),
    "Windows lines": TABLE.replace("\n", "\r\n").encode(),
    "old Mac lines": TABLE.replace("\n", "\r").encode(),
    "semicolons": TABLE.replace(",", ";").encode(),
    "semicolons and decimal commas": TABLE.replace(",", ";").replace(".", ",").encode(),
    "tabs": TABLE.replace(",", "\t").encode(),
    "bars": TABLE.replace(",", "|").encode(),
    "quotes": b'"x","z","label"\n' + "\n".join(f'"{row}"'.replace(",", '","') for row in ROWS).encode(),
    "blank lines": TABLE.replace("\n", "\n\n").encode(),
    "blank lines of spaces": TABLE.replace("\n", "\n  \t\n").encode(),
    "spaces": TABLE.replace(",", " ").encode(),
    "two spaces and more": TABLE.replace(",", "  ").replace("\n", " \n   ").encode(),
    "spaces and tabs": TABLE.replace(",", " \t ").encode(),
    "no last line end": TABLE.rstrip().encode(),
    "gzip": GZIPPED,
}


@pytest.mark.parametrize("content", SAME.values(), ids=SAME)
def test_however_it_is_written_it_is_the_same(tmp_path, content):
    plain, other = taken(tmp_path, TABLE.encode()), taken(tmp_path, content)
    assert other.description.fingerprint == plain.description.fingerprint
    assert other.description.classes == ("a", "b")
    assert other.description.counts == (6, 6)
    np.testing.assert_array_equal(other.arrays["numbers"][:, 1], np.arange(12) * 0.5)


@pytest.mark.parametrize(
    ("text", "encoding", "classes"),
    [
        (CHINESE, "utf-8", ("红花", "蓝花")),
        (CHINESE, "gb18030", ("红花", "蓝花")),
        (CHINESE, "utf-16", ("红花", "蓝花")),
        (LATIN, "utf-8", ("café", "thé")),
        (LATIN, "latin-1", ("café", "thé")),
    ],
)
def test_the_encoding_is_found_out(tmp_path, text, encoding, classes):
    intake = taken(tmp_path, text.encode(encoding))
    assert intake.description.classes == classes
    assert said(intake).get("encoding", "utf-8") == {"latin-1": "cp1252"}.get(encoding, encoding)
    assert taken(tmp_path, text.encode(encoding), Wishes(encoding=encoding)).description.classes == classes


def test_what_was_assumed_can_be_changed(tmp_path):
    text = "1;2,5;a\n2;3,5;b\n" * 6
    intake = taken(tmp_path, text.encode())
    assert said(intake) == {"separator": "semicolon", "decimal": ",", "header": "no", "label": "column 3"}
    assert intake.arrays["numbers"][:2].tolist() == [[1, 2.5], [2, 3.5]]
    assert taken(tmp_path, text.encode(), Wishes(header=True)).description.rows == 11
    other = taken(tmp_path, text.encode(), Wishes(label="column 1"))
    assert other.description.classes == ("1", "2")
    assert other.description.used["column 3"].categories == ("a", "b")
    assert taken(tmp_path, text.encode(), Wishes(separator="semicolon", decimal=",")).arrays["numbers"][0, 1] == 2.5


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e29, max_value=1e29), min_size=6, max_size=9)
)
@settings(max_examples=30, deadline=None)
def test_numbers_are_read_to_the_bit(tmp_path_factory, numbers):
    text = "x,label\n" + "".join(f"{number!r},{place % 2}\n" for place, number in enumerate(numbers))
    intake = taken(tmp_path_factory.getbasetemp(), text.encode())
    assert intake.arrays["numbers"][:, 0].tolist() == numbers


CELLS = st.one_of(
    st.text(max_size=4), st.sampled_from(["", "NaN", "1", "2.5", "1,5", "a", "b", "1e400", "2024-01-01", '"', "\ufeff"])
)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=0, max_size=12),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-16", "gb18030"]),
)
@settings(max_examples=60, deadline=None)
def test_any_table_is_read_or_refused_in_a_sentence(tmp_path_factory, rows, separator, encoding):
    text = "\n".join(separator.join(row) for row in rows)
    with suppress(RefusedError):
        intake = taken(tmp_path_factory.getbasetemp(), text.encode(encoding, "replace"))
        told = intake.description
        assert sum(told.train_per_class) + told.validation + told.test == told.rows == len(intake.arrays["labels"])


def test_categories_missing_cells_dates_and_identifiers(tmp_path):
    rows = [
        f"{i},{('red', 'blue', '')[i % 3]},{'' if i == 4 else i * i % 11},2024-01-{i + 1:02},text {i},{'yn'[i % 2]}"
        for i in range(24)
    ]
    told = taken(tmp_path, ("id,color,size,day,words,class\n" + "\n".join(rows)).encode()).description
    uses = {each.name: (each.use, each.reason, each.missing) for each in told.columns}
    assert uses == {
        "id": ("number", "", 0),
        "color": ("category", "", 8),
        "size": ("number", "", 1),
        "day": ("left out", "dates", 0),
        "words": ("category", "", 0),
        "class": ("label", "", 0),
    }
    assert told.shape == (2 + 2 + 24,)
    assert told.facts.identifiers == ("id",)


def test_rows_without_a_label_are_left_out_and_said(tmp_path):
    intake = taken(tmp_path, lines("1,2,", "3,4,NA").encode())
    assert intake.description.rows == 12
    assert [each.said.sentence() for each in intake.description.assumed][-1] == (
        "Rows without a label are left out: 2, the first is row 14."
    )


def test_the_index_that_pandas_writes_is_left_out_said_and_changeable(tmp_path):
    frame = pd.read_csv(io.StringIO(TABLE))
    shuffled = frame.sample(frac=1, random_state=0)
    for content in (frame.to_csv(), shuffled.to_csv(), frame.rename(index=lambda i: f"row {i}").to_csv()):
        told = taken(tmp_path, content.encode()).description
        first = told.columns[0]
        assert (first.name, first.use, first.reason) == ("index", "left out", "index")
        assert told.shape == (2,)
        assert ("index", "index") in [(each.wish, each.value) for each in told.assumed]
        assert taken(tmp_path, content.encode(), Wishes(index=False)).description.used["index"]
    again = pd.read_csv(io.StringIO(frame.to_csv()))
    assert of_frame(again, Wishes(), "Unnamed: 0").description.shape == (2,)
    shuffled.to_parquet(tmp_path / "indexed")
    assert read(tmp_path / "indexed").description.shape == (2,)
    asked = taken(tmp_path, TABLE.encode(), Wishes(index=True)).description.columns[0]
    assert (asked.name, asked.reason) == ("x", "asked")
    kept = taken(tmp_path, TABLE.replace("x,z", "index,z").encode()).description
    assert "index" in kept.used, "its numbers are there more than once"


def test_equal_and_empty_names_get_others(tmp_path):
    text = TABLE.replace("x,z,label", "x,x,label")
    assert [each.name for each in taken(tmp_path, text.encode()).description.columns] == ["x", "x (2)", "label"]
    text = TABLE.replace("x,z,label", ",z,label")
    assert [each.name for each in taken(tmp_path, text.encode()).description.columns] == ["column 1", "z", "label"]


def test_a_column_named_split_says_the_parts(tmp_path):
    parts = ["train", "Training", "验证", "val", "test", "测试"] * 2
    text = "x,split,label\n" + "".join(f"{i},{part},{'ab'[i // 6]}\n" for i, part in enumerate(parts))
    intake = taken(tmp_path, text.encode())
    assert intake.description.own_split
    assert intake.arrays["part"].tolist() == [0, 0, 1, 1, 2, 2] * 2
    assert (intake.description.train_per_class, intake.description.validation) == ((2, 2), 4)


@pytest.mark.parametrize("suffix", ["parquet", "npz"])
def test_other_formats_hold_the_same_numbers(tmp_path, suffix):
    numbers = np.array([[i % 7, i * 0.1] for i in range(12)], float)
    labels = np.arange(12) % 2
    if suffix == "npz":
        content = npz(x=numbers, y=labels)
    else:
        path = tmp_path / "made"
        pd.DataFrame({"x0": numbers[:, 0], "x1": numbers[:, 1], "y": labels}).to_parquet(path)
        content = path.read_bytes()
    intake = taken(tmp_path, content)
    np.testing.assert_array_equal(intake.arrays["numbers"], numbers)
    np.testing.assert_array_equal(intake.arrays["labels"], labels)
    frame = pd.DataFrame({"x0": numbers[:, 0], "x1": numbers[:, 1], "y": labels})
    assert of_frame(frame, Wishes(), "frame").description.fingerprint == intake.description.fingerprint


def test_a_zip_of_class_folders(tmp_path):
    files = {
        **folders(("猫", "狗"), 4, "pets/"),
        "__MACOSX/pets/._1.png": b"no",
        "pets/.DS_Store": b"",
        "pets/notes.txt": b"",
    }
    intake = taken(tmp_path, zipped(files))
    assert intake.description.classes == ("狗", "猫")
    assert intake.description.shape == (1, 8, 8)
    assert intake.description.sheet
    assert said(intake) == {"color": "no", "": ""}
    assert "Files that are no pictures are left out: 1, the first is pets/notes.txt." in assumed(intake.description)
    assert intake.arrays["pictures"][intake.arrays["labels"] == 1, 0, 0, 0].tolist() == [0, 20, 40, 60]
    assert taken(tmp_path, zipped(files), Wishes(color=True, side=12)).description.shape == (3, 12, 12)


def test_pictures_in_color_of_any_size_and_moving_ones(tmp_path):
    files = {f"{name}/{i}.jpg": jpeg(color) for name, color in (("r", "red"), ("b", "blue")) for i in range(3)}
    intake = taken(tmp_path, zipped(files))
    assert intake.description.shape == (3, 16, 16)
    assert said(intake) == {"side": "16", "color": "yes"}
    red = intake.arrays["pictures"][intake.arrays["labels"] == 1][0, :, 8, 8]
    assert red[0] > 2 * red[2]
    moving = taken(tmp_path, zipped({**folders(), "cats/9.png": moving_png()}))
    assert "Pictures that move: 1. The first frame of each is taken." in [
        each.said.sentence() for each in moving.description.assumed
    ]
    deep = taken(
        tmp_path, zipped({"p/a/x/1.png": png(), "p/a/2.png": png(), "p/a/3.png": png(), **folders(("b",), 3, "p/")})
    )
    assert deep.description.classes == ("a", "b")
    said_of_it = "Classes are the folders of level 2, such as p/a. Pictures in folders inside: 1."
    assert said_of_it in assumed(deep.description)
    parts = {
        f"{part}/{name}/{i}.png": png(9 * i) for part in ("train", "val", "test") for name in "ab" for i in range(2)
    }
    assert taken(tmp_path, zipped(parts)).description.own_split
    inside = taken(tmp_path, zipped({**parts, "train/a/deep/9.png": png(), "train/a/deep/8.png": png()})).description
    assert inside.own_split
    assert "Classes are the folders of level 2, such as train/a. Pictures in folders inside: 2." in assumed(inside)


def test_idx_pairs(tmp_path):
    pictures, labels = np.arange(6 * 64).reshape(6, 8, 8) % 256, np.arange(6) % 2
    pair = {"t10k-images-idx3-ubyte": idx_file(pictures), "t10k-labels-idx1-ubyte": idx_file(labels)}
    zipped_pair = taken(tmp_path, zipped(pair))
    for name, content in pair.items():
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content))
    beside = read(tmp_path / "t10k-images-idx3-ubyte.gz")
    assert beside.description.fingerprint == zipped_pair.description.fingerprint
    np.testing.assert_array_equal(beside.arrays["pictures"][:, 0], pictures)


@given(st.sampled_from(["pictures", "arrays"]), st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), min_size=3))
@settings(max_examples=40, deadline=None)
def test_a_damaged_archive_is_read_or_refused_in_a_sentence(tmp_path_factory, kind, flips):
    whole = folders() if kind == "pictures" else {}
    file = io.BytesIO()
    np.savez_compressed(file, x=np.arange(200).reshape(20, 10) % 7, y=np.arange(20) % 2)
    content = bytearray(zipped(whole) if kind == "pictures" else file.getvalue())
    for share, change in flips:
        content[int(share * (len(content) - 1))] ^= change
    path = tmp_path_factory.mktemp("damaged") / ("data.zip" if kind == "pictures" else "data.npz")
    path.write_bytes(content)
    with suppress(RefusedError):
        read(path, None)


def test_numbers_are_numbers_however_long_and_as_texts(tmp_path):
    rows = "".join(f"{10**25 + i},{'ab'[i % 2]}\n" for i in range(12))
    assert [column.use for column in taken(tmp_path, f"x,label\n{rows}".encode()).description.columns] == [
        "number",
        "label",
    ]
    frame = pd.DataFrame({"x": [str(i) for i in range(12)], "label": ["a", "b"] * 6})
    intake = of_frame(frame, Wishes(), "texts")
    np.testing.assert_array_equal(intake.arrays["numbers"][:, 0], np.arange(12))


def test_labels_beyond_64_bits_are_classes_of_their_own(tmp_path):
    frame = pd.DataFrame({"x": range(12), "label": [1e20, 2e20, 3.0] * 4})
    assert of_frame(frame, Wishes(), "giants").description.classes == (
        "3",
        "100000000000000000000",
        "200000000000000000000",
    )


def test_arrays_that_are_too_large_are_refused_before_they_are_copied(tmp_path):
    large = npz(x=np.zeros((3, 20_000_000), np.uint8), y=np.zeros(3))
    with pytest.raises(RefusedError, match="20,000,001 columns"):
        taken(tmp_path, large, name="data.npz")
