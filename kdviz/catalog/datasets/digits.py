"""Handwritten digits that ship with scikit-learn."""

from kdviz.catalog.choice import DatasetCard
from kdviz.i18n import N_

ENTRY = DatasetCard(
    name="digits",
    title=N_("Handwritten digits"),
    summary=N_("1,797 real scanned digits of 8×8 pixels; 1,000 train, 297 validation, 500 test."),
    code="kdviz.datasets.digits:load",
    reference="Alpaydin and Kaynak 1998, Optical Recognition of Handwritten Digits, UCI",
    shape=(1, 8, 8),
    train_per_class=(99, 101, 98, 102, 101, 101, 101, 100, 97, 100),
    validation=297,
    test=500,
)
