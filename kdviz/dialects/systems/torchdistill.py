"""torchdistill's ``KDLoss``, read in its repository's ``torchdistill/losses/mid_level.py``."""

from kdviz.dialects.dialect import Dialect, Sentence, Translation
from kdviz.dialects.numbers import share, text, weight
from kdviz.dialects.settings import Settings
from kdviz.i18n import N_

DROPPED = N_(
    "With alpha = 0, and for batches without labels, KDLoss returns the bare KL. It drops beta and T² without a word."
)


def _translate(settings: Settings) -> Translation:
    alpha = share(settings.hard_weight)
    values = {"temperature": settings.temperature, "alpha": alpha}
    factor = 1.0
    remarks: tuple[Sentence, ...] = ()
    if alpha == 0:
        factor = 1.0 if not settings.t_squared else settings.temperature**-2
        remarks = (Sentence(DROPPED),)
    elif not settings.t_squared:
        values["beta"] = weight(settings.alpha / settings.temperature**2)
    options = ", ".join(f"{name}={text(value)}" for name, value in values.items())
    return Translation(
        code=f'KDLoss("fc", "output", "fc", "output", {options}, reduction="{settings.reduction}")',
        factor=factor,
        remarks=remarks,
    )


ENTRIES = (
    Dialect(
        name="torchdistill",
        title="torchdistill KDLoss",
        source="yoshitomo-matsubara/torchdistill, torchdistill/losses/mid_level.py, 01038e7",
        expresses=N_("Any weights, both reductions; T² is always there. Its alpha weighs the labels, not the teacher."),
        translate=_translate,
    ),
)
