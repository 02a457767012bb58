"""Pure functions: results and a translator in, a plotly Figure out."""

from kdviz.figures.comparison import compared_curves
from kdviz.figures.cost import accuracy_against_bytes
from kdviz.figures.curves import learning_curves
from kdviz.figures.dots import accuracy_dots
from kdviz.figures.samples import sample_picture
from kdviz.figures.softened import softened_bars, softmax

__all__ = [
    "accuracy_against_bytes",
    "accuracy_dots",
    "compared_curves",
    "learning_curves",
    "sample_picture",
    "softened_bars",
    "softmax",
]
