import math
import re

import pytest
from hypothesis import given

from kdviz.dialects import Settings, SettingsError, equation
from kdviz.i18n import ENGLISH
from tests.dialects.wishes import FEW, wishes


@FEW
@given(wishes())
def test_the_equation_has_the_weights_of_the_loss(wish):
    weights = {"CE": 0.0, "KL": 0.0}
    terms = equation(wish).removeprefix("L = ")
    for term, name in re.findall(r"(?:^| \+ )((?:(?! \+ ).)*?)\\mathrm\{(CE|KL)\}", terms):
        number = re.sub(r"\\frac\{(.*)\}\{(\d+)\}", r"(\1)/\2", term).replace(r"\cdot", "*").replace(r"\,", "")
        number = re.sub(r"10\^\{(-?\d+)\}", r"10.0**\1", number).replace("^", "**")
        weights[name] = eval(number.strip() or "1")
    assert weights["CE"] == pytest.approx(wish.hard_weight, rel=1e-4)
    assert weights["KL"] == pytest.approx(wish.soft_weight, rel=1e-4)


def test_the_equation_reads_as_a_textbook_s():
    assert equation(Settings(4.0, 0.9, True, "mean", 10)) == (
        r"L = 0.1 \, \mathrm{CE}(y, z_s) + \frac{0.9 \cdot 4^2}{10} \, "
        r"\mathrm{KL}\big(\mathrm{softmax}(z_t / 4) \,\|\, \mathrm{softmax}(z_s / 4)\big)"
    )
    assert equation(Settings(2.5, 0.0, True, "mean", 10)) == r"L = \mathrm{CE}(y, z_s)"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((0.0, 0.5, True, "mean", 10), "Temperature is 0.0: allowed is a number above 0."),
        ((math.nan, 0.5, True, "mean", 10), "Temperature is nan: allowed is a number above 0."),
        ((4.0, 1.5, True, "mean", 10), "Soft weight α is 1.5: allowed is 0 to 1."),
        ((4.0, 0.5, True, "sum", 10), "Reduction of the KL is sum: allowed are batchmean, mean."),
        ((4.0, 0.5, True, "mean", 1), "The number of classes is 1: allowed is 2 or more."),
    ],
)
def test_settings_that_make_no_loss_are_refused(values, sentence):
    with pytest.raises(SettingsError) as caught:
        Settings(*values)
    assert caught.value.sentence(ENGLISH) == sentence
