"""Overlapping Gaussians, in the plane."""

from kdviz.catalog.choice import DatasetCard
from kdviz.i18n import N_

ENTRY = DatasetCard(
    name="gaussians",
    title=N_("Overlapping Gaussians"),
    summary=N_("Three overlapping clouds whose true class probabilities are known."),
    code="kdviz.datasets.gaussians:load",
    shape=(2,),
    train_per_class=(334, 333, 333),
    validation=300,
    test=1000,
)
