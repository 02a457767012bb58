"""Three spirals, in the plane."""

from kdviz.catalog.choice import DatasetCard
from kdviz.i18n import N_

ENTRY = DatasetCard(
    name="spirals",
    title=N_("Three spirals"),
    summary=N_("Three arms that wind around each other, with noise."),
    code="kdviz.datasets.spirals:load",
    shape=(2,),
    train_per_class=(334, 333, 333),
    validation=300,
    test=1000,
)
