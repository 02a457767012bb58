"""mdistiller's ``KD``, read in ``mdistiller/distillers/KD.py``, ``mdistiller/engine/cfg.py`` and ``tools/train.py``.

Its configuration is yacs, which takes no value of another type than the default's: ``KD.TEMPERATURE`` is the
integer 4 there, the weights are floats (rbgirshick/yacs, ``yacs/config.py``, ``_check_and_coerce_cfg_value_type``).
"""

from kdviz.dialects.dialect import Dialect, Sentence, Translation
from kdviz.dialects.numbers import text, weight
from kdviz.dialects.settings import Settings
from kdviz.i18n import N_

WHOLE = N_(
    "Its configuration takes whole temperatures only, since the default is the integer 4: {value} is refused. "
    "Write it as a float in mdistiller/engine/cfg.py first."
)


def _translate(settings: Settings) -> Translation:
    options = {
        "KD.TEMPERATURE": text(settings.temperature),
        "KD.LOSS.CE_WEIGHT": weight(settings.hard_weight),
        "KD.LOSS.KD_WEIGHT": weight(settings.soft_weight / settings.temperature**2),
    }
    written = " ".join(f"{name} {value}" for name, value in options.items())
    whole = float(settings.temperature).is_integer()
    return Translation(
        code=f"python tools/train.py --cfg configs/cifar100/kd.yaml {written}",
        factor=1.0 if whole else None,
        reason=None if whole else Sentence(WHOLE, {"value": text(settings.temperature)}),
    )


ENTRIES = (
    Dialect(
        name="mdistiller",
        title="mdistiller",
        source="megvii-research/mdistiller, mdistiller/distillers/KD.py, e8c5bb3; mdistiller/engine/cfg.py, a08d46f",
        expresses=N_("Any two weights, which need not add to one; T² is always there."),
        translate=_translate,
    ),
)
