"""Columns of numbers as people write them, and what else stands among these: read and said, or refused where it is."""

import numpy as np
import pandas as pd
import pytest

from kdviz.intake.read import of_frame
from kdviz.intake.refused import RefusedError
from kdviz.results.data import Wishes
from kdviz.verdicts.data import assumed
from tests.intake.test_bad_files import refusal, write
from tests.intake.test_read import taken


def table(cell, rows: int = 90) -> bytes:
    """A table whose column z holds what `cell` makes of a row's number."""
    return ("x,z,label\n" + "".join(f"{i % 13},{cell(i)},{'ab'[i % 2]}\n" for i in range(rows))).encode()


@pytest.mark.parametrize("word", ["-", ".", "unknown", "n.d.", "not measured", "?"])
@pytest.mark.parametrize("every", [2, 9])
def test_a_word_that_stands_for_a_missing_number_is_one_and_is_said(tmp_path, word, every):
    intake = taken(tmp_path, table(lambda i: word if i % every == 1 else i / 2))
    column = intake.description.used["z"]
    missing = 90 // every
    assert (column.use, column.missing) == ("number", missing)
    numbers = intake.arrays["numbers"][:, 1]
    np.testing.assert_array_equal(numbers, [np.nan if i % every == 1 else i / 2 for i in range(90)])
    said = f"Cells of “{word}” are read as missing: {missing}. Columns: z."
    # A question mark is missing wherever it stands.
    assert (said in assumed(intake.description)) == (word != "?")
    otherwise = taken(tmp_path, table(lambda i: word if i % every == 1 else i % 4), Wishes(category=("z",)))
    assert otherwise.description.used["z"].use == "category"


WRITTEN = {
    "percent": (lambda i: f"{i / 4}%", lambda i: i / 4, "“0.0%” is read as the number 0. Columns: z."),
    "a minus sign": (lambda i: f"−{i + 0.5}", lambda i: -i - 0.5, "“−0.5” is read as the number -0.5. Columns: z."),
    "euros": (lambda i: f"€ {i + 0.5}", lambda i: i + 0.5, "“€ 0.5” is read as the number 0.5. Columns: z."),
    "yuan": (lambda i: f"{i + 1}元", lambda i: i + 1, "“1元” is read as the number 1. Columns: z."),
    "less than none": (lambda i: f"-${i + 1}", lambda i: -i - 1, "“-$1” is read as the number -1. Columns: z."),
    "thousands": (
        lambda i: f'"{i + 1},234"',
        lambda i: 1000 * i + 1234,
        "“1,234” is read as the number 1234. Columns: z.",
    ),
    "thousands and points": (
        lambda i: f'"1,234,{100 + i}.5"',
        lambda i: 1234100.5 + i,
        "“1,234,100.5” is read as the number 1234100.5. Columns: z.",
    ),
    "narrow spaces": (
        lambda i: f"{i + 1}\u202f000",
        lambda i: 1000 * (i + 1),
        "“1\u202f000” is read as the number 1000. Columns: z.",
    ),
}


@pytest.mark.parametrize(("cell", "number", "sentence"), WRITTEN.values(), ids=WRITTEN)
def test_what_stands_around_numbers_is_left_out_and_said(tmp_path, cell, number, sentence):
    intake = taken(tmp_path, table(cell))
    np.testing.assert_array_equal(intake.arrays["numbers"][:, 1], [number(i) for i in range(90)])
    assert sentence in assumed(intake.description)
    frame = pd.read_csv(tmp_path / "table.csv", dtype={"z": str})
    found = of_frame(frame, Wishes(), "frame").description
    assert (found.fingerprint, sentence in assumed(found)) == (intake.description.fingerprint, True)


def test_decimal_commas_go_with_points_between_thousands(tmp_path):
    text = "x;z;label\n" + "".join(f"{i},5;1.234,{i};{'ab'[i % 2]}\n" for i in range(10, 40))
    intake = taken(tmp_path, text.encode())
    np.testing.assert_array_equal(intake.arrays["numbers"][0], [10.5, 1234.1])
    frame = pd.DataFrame({"x": [f"{i},5" for i in range(12)], "label": ["a", "b"] * 6})
    found = of_frame(frame, Wishes(), "frame")
    assert found.arrays["numbers"][3, 0] == 3.5
    assert "“0,5” is read as the number 0.5. Columns: x." in assumed(found.description)


REFUSED = {
    "several words": (
        lambda i: ("low", "high", "none")[i % 3] if i % 4 == 1 else i,
        "Row 3, column z is high, where most are numbers: correct it, or say how to read the column.",
    ),
    "few texts of which most are numbers": (
        lambda i: ("0", "1", "2", "3+")[i % 4],
        "Row 5, column z is 3+, where most are numbers: correct it, or say how to read the column.",
    ),
    "a word that is there once": (
        lambda i: "many" if i == 50 else i,
        "Row 52, column z is many, where the others are numbers: correct it or leave it empty.",
    ),
    "dollars among euros": (
        lambda i: f"{'€$'[i == 7]} {i}",
        "Row 9, column z is $ 7, and others have another sign beside them: write all alike.",
    ),
    "percents among shares": (
        lambda i: f"{i}%" if i % 2 else f"0.{i}",
        "Row 3, column z is 1%, and others have another sign beside them: write all alike.",
    ),
}


@pytest.mark.parametrize(("cell", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_number_among_numbers_is_refused_where_it_is(tmp_path, cell, sentence):
    assert refusal(write(tmp_path, table(cell))) == sentence


def test_what_was_refused_can_be_read_as_the_reader_says(tmp_path):
    content = table(REFUSED["several words"][0])
    as_numbers = taken(tmp_path, content, Wishes(number=("z",))).description
    assert (as_numbers.used["z"].use, as_numbers.used["z"].missing) == ("number", 23)
    assert "Cells of “high, low, none” are read as missing: 23. Columns: z." in assumed(as_numbers)
    content = table(REFUSED["few texts of which most are numbers"][0])
    asked = taken(tmp_path, content, Wishes(category=("z",))).description
    assert asked.used["z"].categories == ("0", "1", "2", "3+")
    assert not any("taken as categories" in sentence for sentence in assumed(asked)), "it was no assumption"


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"category": ("z",)}, "The column z has 90 different values; KDVIZ_MAX_DATA_CATEGORIES allows 50."),
        ({"category": ("q",)}, "There is no column q: there are x, z, label."),
        ({"number": ("q",)}, "There is no column q: there are x, z, label."),
    ],
)
def test_a_column_is_not_read_as_it_cannot_be(tmp_path, wishes, said):
    assert refusal(write(tmp_path, table(lambda i: i)), Wishes(**wishes)) == said
    words = write(tmp_path, table(lambda i: "ab"[i % 2]))
    assert refusal(words, Wishes(number=("z",))) == "Row 2, column z is a: no cell of it is a number."


def test_columns_that_are_taken_as_categories_are_said(tmp_path):
    rows = "".join(f"{('red', 'blue')[i % 2]},{'lmh'[i % 3]},{i},{'ab'[i % 2]}\n" for i in range(30))
    told = taken(tmp_path, f"color,size,x,label\n{rows}".encode()).description
    assert "Columns taken as categories: color, size." in assumed(told)
    numbers = pd.DataFrame({"size": [1.0, 2.0, None] * 10, "x": range(30), "label": ["a", "b"] * 15})
    of_numbers = of_frame(numbers, Wishes(category=("size",)), "frame").description
    assert of_numbers.used["size"].categories == ("1", "2")


def test_many_texts_with_some_numbers_are_left_out_as_before(tmp_path):
    """Tickets of a ship's passengers: most are numbers, and many begin with letters."""
    told = taken(tmp_path, table(lambda i: f"PC {i}" if i % 3 == 0 else 100_000 + i)).description
    assert [(each.use, each.reason) for each in told.columns if each.name == "z"] == [("left out", "identifier")]


def test_infinity_among_missing_numbers_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="Row 3, column z is inf: allowed are numbers up to"):
        taken(tmp_path, table(lambda i: "inf" if i == 1 else ("-" if i == 2 else i)))
