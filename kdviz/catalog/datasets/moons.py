"""Two moons, in the plane."""

from kdviz.catalog.choice import DatasetCard
from kdviz.i18n import N_

ENTRY = DatasetCard(
    name="moons",
    title=N_("Two moons"),
    summary=N_("Two interleaved half circles with noise."),
    code="kdviz.datasets.moons:load",
    shape=(2,),
    train_per_class=(500, 500),
    validation=300,
    test=1000,
)
