"""What components are told of a data set's classes."""

from itertools import cycle, islice

from kdviz.catalog import DatasetCard
from kdviz.figures.style import CLASS_LOOKS


def class_looks(data: DatasetCard) -> list[dict[str, str]]:
    """Return how each class is called, and how its points are drawn."""
    looks = islice(cycle(CLASS_LOOKS), data.classes)
    return [{"name": str(label), "color": look.color, "symbol": look.symbol} for label, look in enumerate(looks)]
