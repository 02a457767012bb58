"""Unlabelled images alone, answered by the teacher."""

from kdviz.catalog.kind import Flow, Kind
from kdviz.catalog.shared_knobs import Temperature
from kdviz.i18n import N_


class UnlabeledKnobs(Temperature):
    """The soft weight is 1; there is nothing to weigh it against."""


ENTRY = Kind(
    name="unlabeled",
    title=N_("Unlabelled images only"),
    summary=N_(
        "The student sees no label at all: only images without any, and what the teacher says of them. Its "
        "twin learns from the labels."
    ),
    code="kdviz.objectives.unlabeled:unlabeled",
    reference=(
        "Bucilua, Caruana, Niculescu-Mizil 2006, Model Compression; Li et al. 2014, Learning Small-Size DNN "
        "with Output-Distribution-Based Criteria"
    ),
    when=N_("When images are plenty and labels dear, and there is a teacher to ask."),
    price=N_("One forward pass of the teacher for each unlabelled image."),
    diagram=(
        Flow(N_("unlabelled images"), N_("teacher"), N_("every image")),
        Flow(N_("teacher"), N_("student"), N_("softened probabilities")),
    ),
    knobs=UnlabeledKnobs,
    fixed={"alpha": 1.0},
    usual={"unlabeled": "all"},
    needs=("unlabelled images",),
)
