"""A small table that ships with scikit-learn."""

from kdviz.catalog.choice import DatasetCard
from kdviz.i18n import N_

ENTRY = DatasetCard(
    name="wine",
    title=N_("Wine"),
    summary=N_("178 wines of three growers, 13 measurements of each; 107 train, 27 validation, 44 test."),
    code="kdviz.datasets.tables:load",
    rows="kdviz.datasets.tables:rows",
    reference="Aeberhard and Forina 1991, Wine, UCI",
    shape=(13,),
    train_per_class=(35, 43, 29),
    validation=27,
    test=44,
    class_names=(N_("grower 1"), N_("grower 2"), N_("grower 3")),
)
