"""The verdict of a run in words, no surer than its interval."""

import math
from collections.abc import Iterable

from kdviz.catalog import OWN_NAME, DatasetCard, Problem, data_sets
from kdviz.experiment import Experiment, knob
from kdviz.experiment.arms import twin
from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results import Divergence, Estimate, Interval, RunResult

# The share of the way from guessing to all right that an arm must go to have learned anything: a network that always
# gives one answer gets up to 10.4 % of the test digits right.
BARELY = 0.025
# Fewer steps than these leave most students untrained, so that more of them is the first thing to try.
FEW_STEPS = 100
# Percentage points below this are rounding errors of floats.
NOTHING = 1e-7
# Stands after an end of an interval that was cut where the scale ends.
CUT = "†"
CUT_SENTENCE = N_("† cut at 0 or 100 %: from so few seeds the interval reaches beyond the scale.")

ARM_WORDS = {"hard": N_("labels only"), "smoothed": N_("blurred labels"), "distilled": N_("with teacher")}


def points(fraction: float, signed: bool = True) -> str:
    """Write a difference of accuracies in percentage points, with a real minus sign.

    What is not zero is not written as zero: a small number gets the digits that it needs.
    """
    value = 100 * fraction
    if abs(value) < NOTHING:
        return "0.0"
    sign = "+" if signed else ""
    texts = (f"{value:{sign}{form}}" for form in (".1f", ".2f", ".1g"))
    return next(text for text in texts if float(text)).replace("-", "−")


def on_scale(ci95: Interval | None) -> Interval | None:
    """Cut a share's interval, if there is one, where the scale ends: a t-interval knows nothing of that."""
    return ci95 and (max(ci95[0], 0.0), min(ci95[1], 1.0))


def interval_ends(ci95: Interval) -> tuple[str, str]:
    """Write the ends of a share's interval in percent, cut where the scale ends and then marked with `CUT`."""
    low, high = (points(min(max(end, 0.0), 1.0), signed=False) + ("" if 0 <= end <= 1 else CUT) for end in ci95)
    return low, high


def interval_text(ci95: Interval | None, _: Translator = ENGLISH) -> str:
    """Write a share's interval in percent, cut and marked as by `interval_ends`; nothing for one seed."""
    return _("{low} to {high}").format(**dict(zip(("low", "high"), interval_ends(ci95), strict=True))) if ci95 else ""


def accuracy_text(accuracy: Estimate, _: Translator) -> str:
    """Write a mean accuracy with its interval, where there is one; a cut end brings its sentence along."""
    mean = points(accuracy.mean, signed=False)
    if accuracy.ci95 is None:
        return f"{mean} %"
    low, high = interval_ends(accuracy.ci95)
    text = _("mean {mean} %, 95 % interval {low} to {high}").format(mean=mean, low=low, high=high)
    return "<br>".join(filter(None, [text, cut_note([accuracy.ci95], _)]))


def cut_note(intervals: Iterable[Interval | None], _: Translator = ENGLISH) -> str:
    """Return the sentence about the mark where one of the shares' `intervals` is cut, else nothing."""
    return _(CUT_SENTENCE) if any(ci95 != on_scale(ci95) for ci95 in intervals) else ""


def verdict(result: RunResult, _: Translator = ENGLISH) -> str:
    """Say in a sentence or two what the run shows, and what it does not."""
    if result.diverged:
        return divergence(result.diverged, _)
    if (name := result.experiment.dataset) not in data_sets():
        if OWN_NAME.fullmatch(name):
            return _("The data of this run was removed: its numbers stand without a verdict.")
        text = _("The data set {name} is not registered here any more: its numbers stand without a verdict.")
        return text.format(name=name)
    if learned_nothing(result):
        said = _("No student learned anything: all guess among {classes} classes.")
        advice = (
            _("Train for more steps.")
            if result.experiment.steps < FEW_STEPS
            else _("Try another learning rate, or a larger student.")
        )
        return f"{said.format(classes=result.experiment.data.classes)} {advice}"
    if why := twin(result.experiment):
        return note_sentence(why, result.experiment, _)
    in_points = _("{gain}.").format(gain=gain_points(result.gain, _))
    return " ".join([headline(result, _), in_points, detail(result, _)])


def of_classes(result: RunResult, _: Translator = ENGLISH) -> list[str]:
    """Say what accuracy hides where some classes are rare: the mean over classes, and what becomes of the rarest."""
    data, taught, alone = result.experiment.data, result.arms["distilled"], result.arms["hard"]
    if taught.balanced is None or alone.balanced is None:
        return []
    pairs = [
        (
            _("Balanced accuracy: {taught} % with teacher, {alone} % with labels only."),
            "",
            taught.balanced,
            alone.balanced,
        )
    ]
    rarest = data.rarest
    told, bare = (each.recall[rarest] if each.recall else None for each in (taught, alone))
    if told and bare:
        text = _("Of “{name}”, the rarest class, {taught} % are found with teacher, {alone} % without.")
        pairs.append((text, data.called(rarest, _), told, bare))
    return [
        text.format(name=name, taught=points(one.mean, signed=False), alone=points(other.mean, signed=False))
        for text, name, one, other in pairs
    ]


def detail(result: RunResult, _: Translator = ENGLISH) -> str:
    """Say what stands under the headline: how far it may be trusted, and what else is to be known."""
    if not is_compared(result):
        return verdict(result, _)
    data = result.experiment.data
    if all(result.arms[arm].mean == 1 for arm in ("hard", "distilled")):
        text = _("Both get all {of} {things} right. Take fewer labels, or a smaller student.")
        return text.format(of=_.number(data.test), things=things(data, _))
    sentences = [gain_detail(result.gain, len(result.arms["hard"].accuracy), data, _)]
    sentences += of_classes(result, _)
    if result.experiment.steps < FEW_STEPS and _includes_zero(result.gain):
        sentences.append(_("Train for more steps."))
    if result.teacher.accuracy < result.arms["hard"].mean:
        text = _("The teacher itself gets only {accuracy} % right, less than students with labels only.")
        sentences.append(text.format(accuracy=points(result.teacher.accuracy, signed=False)))
    return " ".join(sentences)


def note_sentence(note: Problem, experiment: Experiment, _: Translator) -> str:
    """Say a note on `experiment` as readers of the screen know its knob."""
    return note.sentence(_, call=_(knob(note.name, experiment.data).label))


def gain_headline(gain: Estimate, data: DatasetCard, _: Translator = ENGLISH) -> str:
    """Say how many more of the test images are right, where the gain is shown to be apart from zero."""
    if gain.ci95 is None:
        return _("One repeat shows nothing.")
    if _includes_zero(gain):
        return _("We can't tell.")
    more = of_test(gain.mean, data)
    text = _("{more} more of {of} {things} right.") if more > 0 else _("{more} fewer of {of} {things} right.")
    return text.format(more=whole(abs(more), _), of=_.number(data.test), things=things(data, _))


def gain_detail(gain: Estimate, seeds: int, data: DatasetCard, _: Translator = ENGLISH) -> str:
    """Say how far a gain may be trusted, in numbers of test images."""
    blanks = {"seeds": seeds, "of": _.number(data.test), "things": things(data, _)}
    if gain.ci95 is None:
        text = _("This one: {more} of {of} {things}. Another seed may say the opposite. Run several.")
        return text.format(**blanks, more=whole(of_test(gain.mean, data), _, signed=True))
    low, high = (of_test(end, data) for end in gain.ci95)
    if _includes_zero(gain):
        text = _(
            "{seeds} repeats are too few, or there is nothing to find. Anything from {low} to {high} of {of} {things} "
            "would fit."
        )
        return text.format(**blanks, low=whole(low, _, signed=True), high=whole(high, _, signed=True))
    few, many = sorted((abs(low), abs(high)))
    text = (
        _("In {seeds} repeats: {few} to {many} more. Another teacher may differ.")
        if low > 0
        else _("In {seeds} repeats: {few} to {many} fewer. Another teacher may differ.")
    )
    return text.format(**blanks, few=whole(few, _), many=whole(many, _))


def loss_points(loss: Estimate, _: Translator = ENGLISH) -> str:
    """Write a loss of accuracy in percentage points, with its interval where it has one."""
    lost = points(loss.mean, signed=loss.mean < 0)
    if loss.ci95 is None:
        return _("{lost} points lost").format(lost=lost)
    low, high = (points(end, signed=end < 0) for end in loss.ci95)
    return _("{lost} points lost, 95 % interval {low} to {high}").format(lost=lost, low=low, high=high)


def gain_points(gain: Estimate, _: Translator = ENGLISH) -> str:
    """Write a gain in percentage points, with its interval where it has one."""
    if gain.ci95 is None:
        return _("{gain} points").format(gain=points(gain.mean))
    low, high = (points(end, signed=end < 0) for end in gain.ci95)
    return _("{gain} points, 95 % interval {low} to {high}").format(gain=points(gain.mean), low=low, high=high)


def of_test(gain: float, data: DatasetCard) -> float:
    """Return a difference of accuracies as so many test images."""
    return gain * data.test


def whole(count: float, _: Translator = ENGLISH, signed: bool = False) -> str:
    """Write a mean count of images, rounded; what is not zero is not written as zero."""
    number: float = nearest(count)
    if not number and abs(count) >= NOTHING:
        number = next(small for digits in range(1, 10) if (small := round(count, digits)))
    return ("+" if signed and number > 0 else "") + _.number(number)


def nearest(count: float) -> int:
    """Round to a whole number, halves away from zero: an interval's two ends alike."""
    return int(math.copysign(math.floor(abs(count) + 0.5), count))


def things(data: DatasetCard, _: Translator = ENGLISH) -> str:
    """Call what a data set is made of by its name."""
    if data.name == "digits":
        return _("digits")
    if data.is_image:
        return _("images")
    return _("points") if data.is_plane else _("rows")


def learned_nothing(result: RunResult) -> bool:
    """Return whether no arm ended better than guessing; that guesses differ from each other says nothing."""
    chance = 1 / result.experiment.data.classes
    return all(arm.mean < chance + BARELY * (1 - chance) for arm in result.arms.values())


def _includes_zero(gain: Estimate) -> bool:
    return gain.ci95 is not None and gain.ci95[0] <= 0 <= gain.ci95[1]


def is_compared(result: RunResult) -> bool:
    """Return whether a run compares students that learned something in different ways."""
    known = result.experiment.dataset in data_sets()
    return known and not (result.diverged or learned_nothing(result) or twin(result.experiment))


def headline(result: RunResult, _: Translator) -> str:
    """Say the verdict in the few words that are set largest: the gain, where there is one to speak of."""
    if result.diverged:
        return _("Training diverged")
    if learned_nothing(result):
        return _("Nothing was learned")
    if twin(result.experiment):
        return _("One and the same student")
    if result.experiment.dataset not in data_sets():
        return gain_points(result.gain, _)
    return gain_headline(result.gain, result.experiment.data, _)


def divergence(where: Divergence, _: Translator) -> str:
    """Say where the students' training stopped being numbers, and what to try."""
    return _(
        "Training diverged at step {step} ({arm}, seed {seed}). What is shown ends there. Try a smaller learning rate."
    ).format(step=where.step, arm=_(ARM_WORDS[where.arm]), seed=where.seed)
