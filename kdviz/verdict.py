"""The verdict of a run in words, no surer than its interval."""

from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results import Divergence, RunResult

# Of the accuracy of guessing.
BARELY_LEARNED = 1.2

ARM_WORDS = {"hard": N_("hard-label"), "smoothed": N_("label-smoothing"), "distilled": N_("distilled")}


def points(fraction: float, signed: bool = True) -> str:
    """Write a difference of accuracies in percentage points, with a real minus sign."""
    text = f"{100 * fraction:{'+' if signed else ''}.1f}"
    return "0.0" if float(text) == 0 else text.replace("-", "−")


def verdict(result: RunResult, _: Translator = ENGLISH) -> str:
    """Say in a sentence or two what the run shows, and what it does not."""
    if result.diverged:
        return divergence(result.diverged, _)
    gain = result.gain
    classes = result.experiment.data.classes
    if max(arm.mean for arm in result.arms.values()) < BARELY_LEARNED / classes:
        return _("No arm learned anything: all guess among {classes} classes. Try another learning rate.").format(
            classes=classes
        )
    if gain.ci95 is None:
        return _(
            "{gain} points with one seed, which shows nothing: another seed may say the opposite. Run several."
        ).format(gain=points(gain.mean))
    low, high = gain.ci95
    blanks = {
        "gain": points(gain.mean),
        "low": points(low, signed=low < 0),
        "high": points(high, signed=high < 0),
        "seeds": len(result.arms["hard"].accuracy),
    }
    if low > 0:
        text = _(
            "Distillation helps: {gain} points, 95 % interval {low} to {high} over {seeds} paired seeds, "
            "given this teacher."
        )
    elif high < 0:
        text = _(
            "Distillation hurts here: {gain} points, 95 % interval {low} to {high} over {seeds} paired seeds, "
            "given this teacher."
        )
    else:
        text = _(
            "No difference that {seeds} seeds can show: {gain} points, 95 % interval {low} to {high}, "
            "given this teacher."
        )
    return text.format(**blanks)


def divergence(where: Divergence, _: Translator) -> str:
    """Say where training stopped being numbers, and what to try."""
    if where.stage == "teacher":
        text = _("The teacher's training diverged at step {step}. Try a smaller teacher learning rate.")
    else:
        text = _(
            "Training diverged at step {step} ({arm} arm, seed {seed}); what is shown ends there. "
            "Try a smaller learning rate."
        )
    return text.format(step=where.step, arm=_(ARM_WORDS.get(where.arm, "")), seed=where.seed)
