import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler


def prepared(kept, train):
    """Return numbers with mean 0 and variance 1, fitted on training rows alone, and a yes or no for each category."""
    columns = []
    for codes, width in zip(kept.get("codes", np.empty((0, 0))).T, kept.get("widths", [])):
        columns.append((codes[:, None] == np.arange(width)) & np.isin(np.arange(width), codes[train]))
    if "numbers" in kept:
        fill = SimpleImputer(strategy="median", keep_empty_features=True).fit(kept["numbers"][train])
        filled = fill.transform(kept["numbers"])
        columns.insert(0, StandardScaler().fit(filled[train]).transform(filled))
    return np.concatenate(columns, axis=1)
