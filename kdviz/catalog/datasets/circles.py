"""Circles, in the plane."""

from kdviz.catalog.choice import DatasetCard
from kdviz.i18n import N_

ENTRY = DatasetCard(
    name="circles",
    title=N_("Circles"),
    summary=N_("A ring around a disc, with noise."),
    code="kdviz.datasets.circles:load",
    shape=(2,),
    train_per_class=(500, 500),
    validation=300,
    test=1000,
)
