"""RepDistiller, read in ``train_student.py``, ``helper/loops.py`` and ``distiller_zoo/KD.py`` of its repository."""

from kdviz.dialects.dialect import Dialect, Translation
from kdviz.dialects.numbers import text, weight
from kdviz.dialects.settings import Settings
from kdviz.i18n import N_


def _translate(settings: Settings) -> Translation:
    values = {
        "kd_T": settings.temperature,
        "gamma": weight(settings.hard_weight),
        "alpha": weight(settings.soft_weight / settings.temperature**2),
        "beta": 0.0,
    }
    options = " ".join(f"--{name} {text(value)}" for name, value in values.items())
    return Translation(code=f"python train_student.py --distill kd {options}")


ENTRIES = (
    Dialect(
        name="repdistiller",
        title="RepDistiller",
        source="HobbitLong/RepDistiller, train_student.py, helper/loops.py, distiller_zoo/KD.py, 1143dfe",
        expresses=N_(
            "Any two weights, which need not add to one: gamma for the labels, alpha for the teacher. T² is always "
            "there. beta is for other losses and must be given all the same."
        ),
        translate=_translate,
    ),
)
