"""What is assumed of a text, its first row above all: said where it is not usual, and with a refusal it explains."""

import pickle

import numpy as np
import pytest

from kdviz.i18n import Translator
from kdviz.intake.read import read
from kdviz.intake.refused import RefusedError
from kdviz.results.data import Wishes
from kdviz.verdicts.data import assumed
from tests.intake.files import ROWS, TABLE
from tests.intake.test_bad_files import refusal, write
from tests.intake.test_read import said, taken

NAMED = "The first row names the columns, though numbers are in it."
VALUES = "The first row holds values, not names."

JAPANESE = "重さ,長さ,色\n" + "".join(f"{i % 7},{i / 10},{'赤青'[i % 2]}\n" for i in range(60))


@pytest.mark.parametrize(
    ("first", "names"),
    [
        ("2019,2020,label", ["2019", "2020", "label"]),
        ("2019,2020,Class", ["2019", "2020", "Class"]),
        ("width,2020,kind", ["width", "2020", "kind"]),
        ("1,z,3", ["1", "z", "3"]),
    ],
)
def test_a_first_row_with_numbers_that_names_columns_is_one_of_names_and_said(tmp_path, first, names):
    told = taken(tmp_path, TABLE.replace("x,z,label", first).encode()).description
    assert [each.name for each in told.columns] == names
    assert told.rows == 12
    assert NAMED in assumed(told)
    asked = taken(tmp_path, TABLE.replace("x,z,label", first).encode(), Wishes(header=True)).description
    assert asked.fingerprint == told.fingerprint


@pytest.mark.parametrize("last", ["ab", "ny"])
def test_a_first_row_of_values_is_a_row(tmp_path, last):
    text = "\n".join(f"{i % 7},{'?' if i == 0 else i},{last[i % 2]}" for i in range(12))
    told = taken(tmp_path, text.encode()).description
    assert told.rows == 12
    assert VALUES in assumed(told)


def test_a_refusal_says_what_was_assumed_where_that_may_be_why(tmp_path):
    rare = "The class kind needs 3 rows and has 1: add rows, or leave it out."
    path = write(tmp_path, "\n".join(["2019,2020,kind", *ROWS * 2]).encode())
    assert refusal(path) == f"{rare} Assumed: {VALUES}"
    assert refusal(path, Wishes(header=False)) == rare, "it was no assumption"
    assert read(path, Wishes(header=True)).description.rows == 24
    semicolons = TABLE.replace(",", ";")
    ragged = write(tmp_path, f"{semicolons}1;2\n".encode())
    assert refusal(ragged).endswith(": give each row as many. Assumed: Cells are separated by semicolons.")
    infinite = write(tmp_path, f"{semicolons}inf;2;a\n".encode())
    assert "Assumed" not in refusal(infinite), "the separator does not explain it"
    garbled = write(tmp_path, "größe,z,label\n".encode("latin-1") + TABLE[10:].encode())
    assert refusal(garbled, Wishes(label="größe")).endswith("Assumed: The text is read as gb18030.")
    strange = write(tmp_path, JAPANESE.encode("shift_jis"))
    assert refusal(strange).endswith("save the table as CSV. Assumed: The text is read as latin-1.")
    assert read(strange, Wishes(encoding="shift_jis")).description.classes == ("赤", "青")


def test_a_refusal_comes_back_from_a_worker_whole(tmp_path):
    path = write(tmp_path, "\n".join(["2019,2020,kind", *ROWS * 2]).encode())
    with pytest.raises(RefusedError) as caught:
        read(path)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == again.sentence() == caught.value.sentence()
    assert "第一行" in again.sentence(Translator("zh_CN"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(("mark", "shown"), [(";", ";"), ("\t", "tab"), ("^", "^")])
def test_excels_first_line_says_the_separator(tmp_path, encoding, mark, shown):
    text = f"sep={mark}\n{TABLE.replace(',', mark)}".replace("\n", "\r\n")
    intake = taken(tmp_path, text.encode(encoding))
    plain = taken(tmp_path, TABLE.encode())
    assert intake.description.fingerprint == plain.description.fingerprint
    np.testing.assert_array_equal(intake.arrays["numbers"], plain.arrays["numbers"])
    assert f"The first line, sep={shown}, says what separates cells." in assumed(intake.description)
    assert "separator" in said(intake)
    wrong = f"{text}1{mark}many{mark}a\r\n".encode(encoding)
    assert refusal(write(tmp_path, wrong)).startswith("Row 15, column z is many"), "the line counts"
