"""KD_Lib's ``VanillaKD``, read in its repository's ``KD_Lib/KD/vision/vanilla/vanilla_kd.py``.

Its ``loss_fn`` is called with the teacher's softened probabilities and then the student's, so none of torch's own
losses makes it the classic one: ``KLDivLoss`` wants the student's log-probabilities first.
"""

from kdviz.dialects.dialect import Dialect, Sentence, Translation, within
from kdviz.dialects.numbers import share, text, underflow_gap
from kdviz.dialects.settings import Settings
from kdviz.i18n import N_

SQUARES = N_(
    "It compares the softened probabilities by their mean squared error, whose gradient points elsewhere. Torch's "
    "KLDivLoss in its place would be wrong without a word. For loss_fn is given probabilities, not their logarithms, "
    "and the teacher's first."
)
MODULE = """class SoftKL(torch.nn.Module):
    def forward(self, teacher, student):
        return (teacher * (teacher / student).log()){reduce}

"""
UNDERFLOW = N_(
    "loss_fn sees probabilities, so one that underflows to zero makes the loss no number. In 32 bits that is a logit "
    "{gap} below the largest at this temperature."
)


def _as_it_comes(settings: Settings) -> Translation:
    equal = settings.alpha == 0
    return Translation(code=_call(settings), factor=1.0 if equal else None, reason=None if equal else Sentence(SQUARES))


def _with_own_loss(settings: Settings) -> Translation:
    reduce = ".sum(1).mean()" if settings.reduction == "batchmean" else ".mean()"
    if not settings.t_squared:
        reduce += f" / {text(settings.temperature)}**2"
    return Translation(
        code=MODULE.format(reduce=reduce) + _call(settings, "loss_fn=SoftKL(), "),
        remarks=within(underflow_gap(settings.temperature), UNDERFLOW),
    )


def _call(settings: Settings, loss: str = "") -> str:
    return (
        "VanillaKD(teacher, student, train_loader, val_loader, teacher_optimizer, student_optimizer, "
        f"{loss}temp={text(settings.temperature)}, distil_weight={text(share(settings.alpha))})"
    )


SOURCE = "SforAiDl/KD_Lib, KD_Lib/KD/vision/vanilla/vanilla_kd.py, d00c232"
ENTRIES = (
    Dialect(
        name="kd_lib",
        title="KD_Lib VanillaKD",
        source=SOURCE,
        expresses=N_("Another loss: T² × the mean squared error of probabilities. distil_weight weighs the teacher."),
        translate=_as_it_comes,
    ),
    Dialect(
        name="kd_lib_own",
        title=N_("KD_Lib VanillaKD, with a loss_fn of your own"),
        source=SOURCE,
        expresses=N_("Everything, since loss_fn may be any module; T² is there already."),
        translate=_with_own_loss,
    ),
)
