"""PaddleSlim's ``soft_label``, read in its repository's ``paddleslim/dist/single_distiller.py``."""

from kdviz.dialects.dialect import Dialect, Sentence, Translation
from kdviz.dialects.numbers import text
from kdviz.dialects.settings import Settings
from kdviz.i18n import N_

NO_LABELS = N_(
    "soft_label is the soft cross-entropy alone, without weights: the labels' term, with {hard} before it, and the "
    "{soft} before this one are for you to write."
)


def _translate(settings: Settings) -> Translation:
    values = {"teacher_temperature": settings.temperature, "student_temperature": settings.temperature}
    options = ", ".join(f"{name}={text(value)}" for name, value in values.items())
    alone = settings.alpha == 1
    blanks = {"hard": f"{settings.hard_weight:.6g}", "soft": f"{settings.soft_weight:.6g}"}
    return Translation(
        parameters=values,
        code=f"soft_label('teacher_fc', 'fc', {options})",
        temperature=settings.temperature,
        factor=1 / settings.soft_scale if alone else None,
        entropy=1.0 if alone else 0.0,
        reason=None if alone else Sentence(NO_LABELS, blanks),
    )


ENTRIES = (
    Dialect(
        name="paddleslim",
        title="PaddleSlim soft_label",
        source="PaddlePaddle/PaddleSlim, paddleslim/dist/single_distiller.py, 5aecea7",
        parameters=("teacher_temperature", "student_temperature"),
        expresses=N_(
            "The soft cross-entropy alone, with neither weights nor T². Teacher and student may have temperatures of "
            "their own, which ours can't say."
        ),
        translate=_translate,
    ),
)
