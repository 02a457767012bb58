"""The verdict of a run in words, no surer than its interval."""

from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results import Divergence, Estimate, Interval, RunResult

# How far from guessing an arm may end, as a share of what guessing gets right, and still have learned nothing.
BARELY = 0.2

ARM_WORDS = {"hard": N_("hard-label"), "smoothed": N_("label-smoothing"), "distilled": N_("distilled")}


def points(fraction: float, signed: bool = True) -> str:
    """Write a difference of accuracies in percentage points, with a real minus sign."""
    text = f"{100 * fraction:{'+' if signed else ''}.1f}"
    return "0.0" if float(text) == 0 else text.replace("-", "−")


def on_scale(ci95: Interval | None) -> Interval | None:
    """Cut an accuracy's interval, if there is one, where the scale ends: a t-interval knows nothing of that."""
    return ci95 and (max(ci95[0], 0.0), min(ci95[1], 1.0))


def verdict(result: RunResult, _: Translator = ENGLISH) -> str:
    """Say in a sentence or two what the run shows, and what it does not."""
    if result.diverged:
        return divergence(result.diverged, _)
    if learned_nothing(result):
        return _(
            "No arm learned anything: all guess among {classes} classes. "
            "Try another learning rate, or a larger student."
        ).format(classes=result.experiment.data.classes)
    sentence = gain_sentence(result.gain, len(result.arms["hard"].accuracy), _)
    if result.teacher.accuracy < result.arms["hard"].mean:
        sentence += " " + _("The teacher itself gets only {accuracy} % right, less than the hard-label twin.").format(
            accuracy=points(result.teacher.accuracy, signed=False)
        )
    return sentence


def gain_sentence(gain: Estimate, seeds: int, _: Translator = ENGLISH) -> str:
    """Say whether a paired gain over `seeds` seeds helps, hurts, or shows nothing."""
    if gain.ci95 is None:
        return _(
            "{gain} points with one seed, which shows nothing: another seed may say the opposite. Run several."
        ).format(gain=points(gain.mean))
    low, high = gain.ci95
    blanks = {
        "gain": points(gain.mean),
        "low": points(low, signed=low < 0),
        "high": points(high, signed=high < 0),
        "seeds": seeds,
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


def learned_nothing(result: RunResult) -> bool:
    """Return whether every arm ended where guessing ends, and no arm apart from the others."""
    chance = 1 / result.experiment.data.classes
    low, high = result.gain.ci95 or (0.0, 0.0)
    return low <= 0 <= high and all(abs(arm.mean - chance) < BARELY * chance for arm in result.arms.values())


def headline(result: RunResult, _: Translator) -> str:
    """Say the verdict in the few words that are set largest: the gain, where there is one to speak of."""
    if result.diverged:
        return _("Training diverged")
    if learned_nothing(result):
        return _("Nothing was learned")
    if result.gain.ci95 is None:
        return _("One seed shows nothing")
    if result.gain.ci95[0] <= 0 <= result.gain.ci95[1]:
        return _("No difference shown")
    return _("{gain} points").format(gain=points(result.gain.mean))


def divergence(where: Divergence, _: Translator) -> str:
    """Say where the students' training stopped being numbers, and what to try."""
    return _(
        "Training diverged at step {step} ({arm} arm, seed {seed}); what is shown ends there. "
        "Try a smaller learning rate."
    ).format(step=where.step, arm=_(ARM_WORDS[where.arm]), seed=where.seed)
