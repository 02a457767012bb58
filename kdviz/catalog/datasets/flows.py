"""Network flows, drawn by rules."""

from kdviz.catalog.choice import DatasetCard
from kdviz.i18n import N_

ENTRY = DatasetCard(
    name="flows",
    title=N_("Network flows"),
    summary=N_("16,000 made-up flows at a gateway, 7 % of them attacks; 9,600 train, 2,400 validation, 4,000 test."),
    code="kdviz.datasets.flows:load",
    rows="kdviz.datasets.flows:rows",
    shape=(15,),
    train_per_class=(8_928, 672),
    validation=2_400,
    test=4_000,
    class_names=(N_("usual"), N_("attack")),
)
