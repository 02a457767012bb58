"""Unlabelled images alone, answered by the teacher."""

from kdviz.catalog.kind import Flow, Kind, KindSettings
from kdviz.catalog.problem import Problem
from kdviz.catalog.shared_knobs import Temperature
from kdviz.i18n import N_


def unlabelled_images(settings: KindSettings) -> Problem | None:
    """There are unlabelled images."""
    most = settings.data.transfer_images(settings.omit_class) - 1
    if settings.labelled_images > most:
        template = N_("{kind} learns from unlabelled images alone, and none are left; allowed are {most} or fewer")
        return Problem("labels", settings.labels, template, {"kind": settings.kind, "most": most}, nearest=most)
    if not settings.unlabelled_images:
        template = N_("{kind} learns from unlabelled images alone; allowed is a number above 0, or “all”")
        return Problem("unlabeled", settings.unlabeled, template, {"kind": settings.kind}, nearest="all")
    return None


ENTRY = Kind(
    name="unlabeled",
    family="images",
    title=N_("Unlabelled images only"),
    summary=N_(
        "The student sees no label at all: only images without any, and what the teacher says of them. The one "
        "beside it has labels only."
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
    # The soft weight is 1; there is nothing to weigh it against.
    knobs=Temperature,
    usual={"unlabeled": "all"},
    needs=(unlabelled_images,),
)
