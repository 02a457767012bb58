"""The PyTorch tutorial, read in pytorch/tutorials, ``beginner_source/knowledge_distillation_tutorial.py``.

It began with the soft cross-entropy and has the KL now, written with ``soft_targets.log()``.
"""

from collections.abc import Callable

from kdviz.dialects.dialect import Dialect, Translation, within
from kdviz.dialects.numbers import text, underflow_gap, weight
from kdviz.dialects.settings import Settings
from kdviz.i18n import N_

UNDERFLOW = N_(
    "It takes the logarithm of the teacher's probabilities, so one that underflows to zero makes the loss no number. "
    "In 32 bits that is a logit {gap} below the largest at this temperature."
)


def _translate(cross_entropy: bool) -> Callable[[Settings], Translation]:
    def translate(settings: Settings) -> Translation:
        values = {
            "T": settings.temperature,
            "soft_target_loss_weight": weight(settings.soft_weight / settings.temperature**2),
            "ce_loss_weight": weight(settings.hard_weight),
        }
        options = ", ".join(f"{name}={text(value)}" for name, value in values.items())
        return Translation(
            code=(
                "train_knowledge_distillation(teacher=teacher, student=student, train_loader=train_loader, "
                f"epochs=10, learning_rate=0.001, {options}, device=device)"
            ),
            temperature=settings.temperature,
            entropy=settings.soft_weight if cross_entropy else 0.0,
            remarks=() if cross_entropy else within(underflow_gap(settings.temperature), UNDERFLOW),
        )

    return translate


ENTRIES = (
    Dialect(
        name="pytorch_tutorial",
        title=N_("PyTorch tutorial"),
        source="pytorch/tutorials, beginner_source/knowledge_distillation_tutorial.py, c53e7d4",
        expresses=N_("Any two weights, which need not add to one; T² is always there."),
        translate=_translate(cross_entropy=False),
    ),
    Dialect(
        name="pytorch_tutorial_first",
        title=N_("PyTorch tutorial, first version"),
        source="pytorch/tutorials, beginner_source/knowledge_distillation_tutorial.py, 035c541",
        expresses=N_("As today's, with the soft cross-entropy in place of the KL."),
        translate=_translate(cross_entropy=True),
    ),
)
