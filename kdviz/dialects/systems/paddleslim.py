"""PaddleSlim's ``soft_label``, read in its repository's ``paddleslim/dist/single_distiller.py``."""

from kdviz.dialects.dialect import Dialect, Sentence, Translation
from kdviz.dialects.numbers import text
from kdviz.dialects.settings import Settings
from kdviz.i18n import N_

NO_LABELS = N_(
    "soft_label is the soft cross-entropy alone, without weights. You write the labels' term, with {hard} before it, "
    "and the {soft} before this one."
)


def _translate(settings: Settings) -> Translation:
    temperature = text(settings.temperature)
    alone = settings.alpha == 1
    blanks = {"hard": f"{settings.hard_weight:.6g}", "soft": f"{settings.soft_weight:.6g}"}
    return Translation(
        code=f"soft_label('teacher_fc', 'fc', teacher_temperature={temperature}, student_temperature={temperature})",
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
        expresses=N_(
            "The soft cross-entropy alone, with neither weights nor T². Teacher and student may have temperatures of "
            "their own, which ours can't say."
        ),
        translate=_translate,
    ),
)
