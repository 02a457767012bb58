"""What is measured of trained students. Statistics are scipy's."""

from kdviz.measures.classification import accuracy, negative_log_likelihood
from kdviz.measures.fidelity import agreement, kl_to_teacher
from kdviz.measures.interval import difference, intervals, over_seeds
from kdviz.measures.knowledge import gallery, knowledge

__all__ = [
    "accuracy",
    "agreement",
    "difference",
    "gallery",
    "intervals",
    "kl_to_teacher",
    "knowledge",
    "negative_log_likelihood",
    "over_seeds",
]
