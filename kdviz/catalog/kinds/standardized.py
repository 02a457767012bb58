"""Classic distillation on standardized logits."""

from kdviz.catalog.kind import Flow, Kind
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.i18n import N_


class StandardizedKnobs(Alpha, Temperature):
    """As of classic distillation; the temperature is in units of each image's deviation."""


ENTRY = Kind(
    name="standardized",
    family="answers",
    title=N_("Standardized logits"),
    summary=N_(
        "Each image's logits are shifted and scaled to mean 0 and deviation 1, then softened. Teacher and student "
        "are treated alike. The student need not copy how large the teacher's logits are."
    ),
    code="kdviz.objectives.standardized:standardized",
    reference="Sun et al. 2024, Logit Standardization in Knowledge Distillation, arXiv:2403.01427",
    when=N_("When teacher and student differ much in how sure they are, or the temperature is hard to choose."),
    price=N_("As classic distillation."),
    diagram=(
        Flow(N_("labels"), N_("student"), N_("the right answer")),
        Flow(N_("teacher"), N_("student"), N_("standardized, softened logits")),
    ),
    shares_population=True,
    knobs=StandardizedKnobs,
    usual={"temperature": 2.0},
)
