"""The annotated implementation of labml, read in ``labml_nn/distillation/__init__.py`` of its repository."""

from kdviz.dialects.dialect import Dialect, Translation
from kdviz.dialects.numbers import text, weight
from kdviz.dialects.settings import Settings
from kdviz.i18n import N_


def _translate(settings: Settings) -> Translation:
    values = {
        "temperature": settings.temperature,
        "soft_targets_weight": weight(settings.soft_weight * settings.classes),
        "label_loss_weight": weight(settings.hard_weight),
    }
    return Translation(code="\n".join(f"conf.{name} = {text(value)}" for name, value in values.items()))


ENTRIES = (
    Dialect(
        name="labml",
        title="labml",
        source="labmlai/annotated_deep_learning_paper_implementations, labml_nn/distillation/__init__.py, e0d4b65",
        expresses=N_(
            "Any two weights. The KL is divided by the classes too, and there is no T². Both go into "
            "soft_targets_weight, anew whenever T or the classes change."
        ),
        translate=_translate,
    ),
)
