"""TextBrewer, read in ``src/textbrewer/losses.py``, ``configurations.py`` and ``distiller_basic.py``."""

from kdviz.dialects.dialect import Dialect, Translation
from kdviz.dialects.numbers import text, weight
from kdviz.dialects.settings import Settings
from kdviz.i18n import N_


def _translate(settings: Settings) -> Translation:
    values = {
        "temperature": settings.temperature,
        "kd_loss_weight": weight(settings.soft_weight),
        "hard_label_weight": weight(settings.hard_weight),
    }
    options = ", ".join(f"{name}={text(value)}" for name, value in values.items())
    return Translation(
        code=f"DistillationConfig({options}, kd_loss_type='ce')",
        temperature=settings.temperature,
        entropy=settings.soft_weight,
    )


ENTRIES = (
    Dialect(
        name="textbrewer",
        title="TextBrewer",
        source="airaria/TextBrewer, src/textbrewer/losses.py, 3496f3e; src/textbrewer/distiller_basic.py, 08d2102",
        expresses=N_(
            "Any two weights on the labels' and the soft cross-entropy. There is no T²: it goes into kd_loss_weight, "
            "anew whenever T changes."
        ),
        translate=_translate,
    ),
)
