"""Logit matching: regress the teacher's logits."""

from kdviz.catalog.kind import Flow, Kind
from kdviz.catalog.shared_knobs import Alpha
from kdviz.i18n import N_

ENTRY = Kind(
    name="logits",
    family="answers",
    title=N_("Logit matching"),
    summary=N_(
        "The student regresses the teacher's logits themselves, before any softmax. It is what classic "
        "distillation becomes at a high temperature."
    ),
    code="kdviz.objectives.logits:logits",
    reference=(
        "Ba and Caruana 2014, Do Deep Nets Really Need to be Deep?, arXiv:1312.6184; Bucilua et al. 2006, "
        "Model Compression"
    ),
    when=N_("When the teacher's logits are at hand and of moderate size; nothing is left to tune."),
    price=N_("As classic distillation; the teacher's term needs no exponentials, the labels' term does."),
    diagram=(Flow(N_("teacher"), N_("student"), N_("logits")),),
    shares_population=True,
    knobs=Alpha,
    usual={"alpha": 1.0},
)
