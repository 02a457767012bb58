"""A medical table that ships with scikit-learn."""

from kdviz.catalog.choice import DatasetCard
from kdviz.i18n import N_

ENTRY = DatasetCard(
    name="breast-cancer",
    title=N_("Breast cancer"),
    summary=N_(
        "569 tumors, 30 measurements of each, malignant (class 0) or benign (1); 341 train, 85 validation, 143 test."
    ),
    code="kdviz.datasets.tables:load",
    rows="kdviz.datasets.tables:rows",
    reference="Wolberg, Mangasarian, Street, Street 1995, Breast Cancer Wisconsin (Diagnostic), UCI",
    shape=(30,),
    train_per_class=(127, 214),
    validation=85,
    test=143,
    class_names=(N_("malignant"), N_("benign")),
)
