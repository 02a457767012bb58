"""What components are told of a data set's classes."""

from kdviz.catalog import DatasetCard
from kdviz.figures import style


def class_looks(data: DatasetCard) -> list[dict[str, str]]:
    """Return how each class is called, and how its points are drawn."""
    looks = enumerate(style.class_looks(data.classes))
    return [{"name": str(label), "color": look.color, "symbol": look.symbol} for label, look in looks]
