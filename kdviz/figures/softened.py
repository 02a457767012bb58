"""Answers softened by a temperature, as a table."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kdviz.catalog import DatasetCard
from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator


def softened_table(
    logits: dict[str, NDArray[Any]], temperature: float, data: DatasetCard, _: Translator
) -> pd.DataFrame:
    """Return one row a class: every arm's probability in % at `temperature`, averaged over seeds.

    Parameters
    ----------
    logits : dict of ndarray, shapes (seeds, classes)
        By arm; the teacher has one row.
    """
    shares = {_(LOOKS[arm].title): 100 * softmax(values, temperature).mean(axis=0) for arm, values in logits.items()}
    return pd.DataFrame({_("Class"): data.all_called(_), **shares})


def softmax(logits: NDArray[Any], temperature: float) -> NDArray[Any]:
    """Return probabilities at `temperature`, shaped as the logits, over the last axis."""
    values = logits.astype(float)
    powers = np.exp((values - values.max(axis=-1, keepdims=True)) / temperature)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
