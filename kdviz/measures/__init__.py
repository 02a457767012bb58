"""What is measured of trained students. Statistics are scipy's."""

from kdviz.measures.calibration import Bins, bins, brier, expected_calibration_error, served
from kdviz.measures.classification import accuracy, negative_log_likelihood, recalls
from kdviz.measures.fidelity import agreement, agreement_on_errors, between_seeds, kl_to_teacher
from kdviz.measures.interval import difference, estimates, intervals, over_resamples, over_seeds
from kdviz.measures.knowledge import gallery, knowledge
from kdviz.measures.latency import latency
from kdviz.measures.multiple import shown_better
