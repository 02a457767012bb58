"""Bad files: each is one sentence that says what is wrong, where, and what would do; and nothing of it is kept."""

import gzip

import numpy as np
import pandas as pd
import pytest

from kdviz.catalog.limits import LIMITS
from kdviz.i18n import Translator
from kdviz.intake.read import of_frame, read
from kdviz.intake.refused import RefusedError
from kdviz.results.data import Wishes
from tests.intake.files import (
    GZIPPED,
    TABLE,
    bomb,
    folders,
    idx_file,
    jpeg,
    lines,
    lying_npz,
    npz,
    png,
    zipped,
)

FEW = np.arange(12.0).reshape(6, 2)
BAD = {
    "nothing": (b"", "The file is empty"),
    "blanks": (b"\n\n  \n", "The file is empty"),
    "a row of names": (b"x,z,label\n", "a row of names and no others"),
    "a PDF": (b"%PDF-1.7\n1 0 obj", "is a PDF: save the table as CSV"),
    "a page": (b"<!DOCTYPE html><table>", "is a web page"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(500), "is an old Excel file"),
    "a workbook": (zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "a workbook or a document of Office"),
    "a pickle": (b"\x80\x04\x95\x10\0\0\0\0\0\0\0", "is a pickle"),
    "bytes": (bytes(range(256)) * 9, "The file is no text"),
    "a picture": (png(), "is a single picture"),
    "one column": (b"label\na\nb\na\nb\n", "Every row holds one cell"),
    "too long a row": (lines("1,2,a,9").encode(), "Row 14 has 4 cells, but the first has 3"),
    "too short a row": (lines("1,a").encode(), "Row 14 has 2 cells, but the first has 3"),
    "an open quote": (lines('1,2,"a').encode(), "Row 14 has a quotation mark that does not fit"),
    "text after a quote": (lines('1,"2"x,a').encode(), "Row 14 has a quotation mark that does not fit"),
    "a word among numbers": (lines("1,many,a").encode(), "Row 14, column z is many, where the others are numbers"),
    "a comma among points": (lines('1,"2,5",a').encode(), "Row 14, column z is 2,5, where the others are numbers"),
    "infinity": (lines("inf,2,a").encode(), "Row 14, column x is inf: allowed are numbers up to 1e+30"),
    "a giant": (lines("1,1e99,a").encode(), "Row 14, column z is 1e+99"),
    "one class": (TABLE.replace(",b", ",a").encode(), "All rows have the label a"),
    "a thousand classes": (
        ("x,label\n" + "".join(f"{i},c{i}\n" for i in range(1000))).encode(),
        "The labels have 1,000 different values",
    ),
    "no labels at all": (("x,label\n" + "1,\n" * 20).encode(), "The column label of the labels is empty"),
    "labels with decimals": (("x,label\n" + "1,0.5\n2,0.7\n" * 20).encode(), "holds numbers with decimals"),
    "a rare class": (lines("1,2,c").encode(), "The class c needs 3 rows and has 1"),
    "only labels": (
        ("date,label\n" + "2024-01-02,a\n2024-01-03,b\n" * 9).encode(),
        "No column besides label can be used",
    ),
    "a strange part": (
        lines(header="x,split,label").replace(",0.0,", ",train,").encode(),
        "Row 3, column split is 0.5: allowed are train, validation, test",
    ),
    "no test part": (
        ("x,split,label\n" + "1,train,a\n2,validation,b\n1,train,b\n2,validation,a\n" * 5).encode(),
        "gives test no rows",
    ),
    "UTF-16 cut off": (TABLE.encode("utf-16")[:-1], "begins as utf-16 and goes on otherwise"),
    "gzip cut off": (gzip.compress(TABLE.encode())[:-9], "The gzipped file is damaged"),
    "gzipped twice": (gzip.compress(GZIPPED), "The file is gzipped twice"),
    "Parquet cut off": (b"PAR1" + bytes(40), "The Parquet file is damaged"),
    "ZIP cut off": (zipped(folders())[:-30], "The ZIP is damaged"),
    "ZIP without pictures": (zipped({"a/readme.txt": "hello"}), "The ZIP holds no PNG or JPEG pictures"),
    "a ZIP bomb": (bomb(), "The file unpacks to more than 300 MB"),
    "a path that climbs": (zipped({"../a/1.png": png(), **folders()}), "the path ../a/1.png, which leads out of it"),
    "a path from the root": (zipped({"/etc/1.png": png(), **folders()}), "the path /etc/1.png"),
    "pictures without folders": (zipped({"1.png": png(), "2.png": png()}), "The picture 1.png is in no class folder"),
    "one folder": (zipped(folders(("cats",))), "All rows have the label cats"),
    "a picture that is none": (zipped({**folders(), "cats/9.png": b"hello"}), "The file cats/9.png is no PNG or JPEG"),
    "a picture cut off": (zipped({**folders(), "cats/9.jpg": jpeg("red")[:-40]}), "The picture cats/9.jpg is damaged"),
    "a GIF": (zipped({**folders(), "cats/9.gif": b"GIF89a"}), "The picture cats/9.gif is neither PNG nor JPEG"),
    "an NPZ of objects": (npz(x=np.array([{}, []], object), y=np.zeros(2)), "The array x holds Python objects"),
    "an NPZ of other names": (npz(a=FEW, b=np.arange(6) % 2), "The NPZ file holds a, b: it needs the arrays x and y"),
    "an NPZ that lies": (lying_npz(), "The array x promises 8,000,000 MB"),
    "an NPZ cut off": (npz(x=FEW, y=np.arange(6) % 2)[:-40], "is damaged"),
    "unequal arrays": (npz(x=FEW, y=np.arange(5)), "The inputs have the shape 6×2 and the labels 5"),
    "arrays of texts": (npz(x=np.array(["a", "b"]), y=np.arange(2)), "The inputs are <U1"),
    "pixels out of range": (npz(x=np.full((6, 8, 8), -1.0), y=np.arange(6) % 2), "Pixels go from -1 to -1"),
    "pictures of nothing": (
        npz(x=np.zeros((6, 8, 0)), y=np.arange(6) % 2),
        "The pictures of table.csv have 8×0 pixels: give pictures of one pixel or more",
    ),
    "IDX of nothing": (
        zipped({"images-idx3-ubyte": idx_file(np.zeros((6, 0, 28))), "labels-idx1-ubyte": idx_file(np.arange(6) % 2)}),
        "The pictures of table.csv have 0×28 pixels",
    ),
    "five dimensions": (npz(x=np.zeros((6, 2, 2, 2, 2)), y=np.arange(6) % 2), "The pictures have the shape 6×2×2×2×2"),
    "IDX without labels": (idx_file(np.zeros((6, 8, 8))), "holds no labels"),
    "IDX cut off": (
        zipped(
            {"images-idx3-ubyte": idx_file(np.zeros((6, 8, 8)))[:-9], "labels-idx1-ubyte": idx_file(np.arange(6) % 2)}
        ),
        "it is damaged or cut off",
    ),
}


def write(folder, content, name="table.csv"):
    path = folder / name
    path.write_bytes(content)
    return path


def refusal(path, wishes=None):
    with pytest.raises(RefusedError) as caught:
        read(path, wishes)
    for _ in (Translator("en"), Translator("zh_CN")):
        sentence = caught.value.sentence(_)
        assert "{" not in sentence
        assert "\n" not in sentence
    return caught.value.sentence()


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_in_one_sentence(tmp_path, content, said):
    sentence = refusal(write(tmp_path, content))
    assert said in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"label": "colour"}, "There is no column colour: there are x, z, label"),
        ({"separator": "many"}, "The separator is many"),
        ({"encoding": "klingon"}, "There is no encoding klingon"),
        ({"encoding": "utf-16"}, "The text is not written in utf-16"),
        *(({"encoding": name}, f"There is no encoding {name}") for name in ("rot13", "hex", "quopri", "zlib")),
        ({"encoding": "a\0b"}, "There is no encoding ab"),
        ({"encoding": "undefined"}, "The text is not written in undefined"),
        ({"decimal": ".."}, "The mark of decimals is ..: allowed are a point and a comma"),
        ({"separator": "é"}, "The separator is é: allowed is one ASCII character"),
    ],
)
def test_a_wish_that_cannot_be_had_is_refused(tmp_path, wishes, said):
    assert said in refusal(write(tmp_path, TABLE.encode()), Wishes(**wishes))


@pytest.mark.parametrize("side", [7, 33])
def test_pictures_have_8_to_32_pixels_a_side(tmp_path, side):
    said = refusal(write(tmp_path, zipped(folders())), Wishes(side=side))
    assert said == f"The side is {side} pixels: allowed are 8 to 32."


def test_limits_are_said_where_they_bite(tmp_path, monkeypatch):
    path = write(tmp_path, TABLE.encode())
    for limits, said in (
        ({"data_rows": 5}, "more than 5 rows, which is what KDVIZ_MAX_DATA_ROWS allows"),
        ({"data_columns": 2}, "has 3 columns; KDVIZ_MAX_DATA_COLUMNS allows 2"),
        ({"data_values": 20}, "has 39 cells; KDVIZ_MAX_DATA_VALUES allows 20"),
        ({"data_bytes": 100}, "KDVIZ_MAX_DATA_BYTES allows 0 MB"),
    ):
        small = LIMITS.model_copy(update=limits)
        for room in ("text", "table", "read"):
            monkeypatch.setattr(f"kdviz.intake.{room}.LIMITS", small)
        assert said in refusal(path)


def test_a_frame_of_lists_is_refused():
    frame = pd.DataFrame({"x": [[1], [2]] * 6, "label": ["a", "b"] * 6})
    with pytest.raises(RefusedError, match="Row 1, column x holds a list"):
        of_frame(frame, Wishes(), "frame")


def test_two_gigabytes_are_refused_by_their_size_before_they_are_read(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(RefusedError, match="The file has 2,000 MB; KDVIZ_MAX_DATA_BYTES allows 300 MB"):
        read(path)
