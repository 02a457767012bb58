"""The Keras example, read in keras-team/keras-io, ``examples/vision/knowledge_distillation.py``.

Its first version left T² out, which issue 869 of keras-team/keras-io reported; its author's answer was that T² only
changes which weights are right.
"""

import math
from collections.abc import Callable

from kdviz.dialects.dialect import Dialect, Translation, split, within
from kdviz.dialects.numbers import share, text
from kdviz.dialects.settings import Settings
from kdviz.i18n import N_

CLIPPED = N_(
    "Keras raises probabilities below 1e-7 to that, and then no gradient passes in the student. So the two are equal "
    "only while no logit is more than {gap} below the largest."
)
SMALLEST = 1e-7


def _translate(t_squared: bool) -> Callable[[Settings], Translation]:
    def translate(settings: Settings) -> Translation:
        _soft, factor = split(settings, settings.temperature**2 if t_squared else 1.0)
        alpha = text(share(settings.hard_weight * factor))
        gap = -math.log(SMALLEST * settings.classes) * settings.temperature
        return Translation(
            code=(
                "distiller.compile(optimizer=keras.optimizers.Adam(), "
                "metrics=[keras.metrics.SparseCategoricalAccuracy()], "
                "student_loss_fn=keras.losses.SparseCategoricalCrossentropy(from_logits=True), "
                "distillation_loss_fn=keras.losses.KLDivergence(), "
                f"alpha={alpha}, temperature={text(settings.temperature)})"
            ),
            factor=factor,
            remarks=within(gap, CLIPPED) if settings.alpha else (),
        )

    return translate


ENTRIES = (
    Dialect(
        name="keras",
        title=N_("Keras example"),
        source="keras-team/keras-io, examples/vision/knowledge_distillation.py, 501fb4c",
        expresses=N_("One weight alpha for the labels, the rest for the teacher, with T² since issue 869."),
        translate=_translate(t_squared=True),
    ),
    Dialect(
        name="keras_first",
        title=N_("Keras example, before its issue 869"),
        source="keras-team/keras-io, examples/vision/knowledge_distillation.py, 1da2fde",
        expresses=N_(
            "One weight alpha for the labels, the rest for the teacher, without T². So the same alpha weighs the "
            "teacher ever less as T grows. The right alpha makes up for it, up to a factor."
        ),
        translate=_translate(t_squared=False),
    ),
)
