"""Systems whose weights are b and 1 − b and whose scale of the KL is fixed, by T, the classes or nothing.

Read in: haitongli/knowledge-distillation-pytorch, ``model/net.py`` (``loss_fn_kd``) and ``mnist/distill_mnist.py``
(``distillation``); yuanli2333/Teacher-free-Knowledge-Distillation, ``my_loss_function.py`` (``loss_kd``);
imirzadeh/Teacher-Assistant-Knowledge-Distillation, ``train.py`` and ``search_space.json``. All of them call
``nn.KLDivLoss()``, whose default reduction divides by the classes too.
"""

from collections.abc import Callable

from kdviz.dialects.dialect import Dialect, Translation, split
from kdviz.dialects.numbers import share, text
from kdviz.dialects.settings import Settings
from kdviz.i18n import N_

BY_CLASSES = N_(
    "One weight for the teacher, the rest for the labels, and T² always. The KL is divided by the classes too: "
    "torch's default reduction. Other losses are reached by shifting the weight, up to a factor."
)


def _translate(code: str, times: float = 1.0) -> Callable[[Settings], Translation]:
    """Return the translation into `code`, whose blanks are ``soft`` and ``temperature``; `times` multiplies the KL."""

    def translate(settings: Settings) -> Translation:
        soft, factor = split(settings, times * settings.temperature**2 / settings.classes)
        blanks = {"soft": text(share(soft)), "temperature": text(settings.temperature)}
        return Translation(code=code % blanks, factor=factor)

    return translate


ENTRIES = (
    Dialect(
        name="haitongli",
        title="knowledge-distillation-pytorch (haitongli)",
        source="haitongli/knowledge-distillation-pytorch, model/net.py, 862fcd8",
        expresses=BY_CLASSES,
        translate=_translate('{"alpha": %(soft)s, "temperature": %(temperature)s}'),
    ),
    Dialect(
        name="haitongli_mnist",
        title=N_("knowledge-distillation-pytorch (haitongli), its mnist folder"),
        source="haitongli/knowledge-distillation-pytorch, mnist/distill_mnist.py, c6dedc8",
        expresses=N_(
            "As its main folder, but with the soft term twice: 2·alpha·T², and 1 − alpha for the labels. The same "
            "numbers mean another loss in the two folders."
        ),
        translate=_translate(
            "distillation(output, target, teacher_output, T=%(temperature)s, alpha=%(soft)s)", times=2.0
        ),
    ),
    Dialect(
        name="tf_kd",
        title="Tf-KD",
        source="yuanli2333/Teacher-free-Knowledge-Distillation, my_loss_function.py, 880a74e",
        expresses=BY_CLASSES,
        translate=_translate('{"alpha": %(soft)s, "temperature": %(temperature)s}'),
    ),
    Dialect(
        name="takd",
        title="TAKD",
        source="imirzadeh/Teacher-Assistant-Knowledge-Distillation, train.py, search_space.json, 7d4739d",
        expresses=BY_CLASSES,
        translate=_translate(
            '{"lambda_student": {"_type": "choice", "_value": [%(soft)s]}, '
            '"T_student": {"_type": "choice", "_value": [%(temperature)s]}}',
        ),
    ),
)
