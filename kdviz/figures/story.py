"""The story of a map in a sentence or two, made from its numbers and no surer than they are."""

from collections import defaultdict
from statistics import fmean

from kdviz.experiment import knob
from kdviz.experiment.arms import twin
from kdviz.figures.landscape import MEASURES
from kdviz.figures.values import value_text
from kdviz.i18n import Translator
from kdviz.results.record import SweepRecord
from kdviz.verdicts.run import of_test, things, whole
from kdviz.verdicts.sweep import count, is_noise, landscape_sentence

# An axis along which the means move by a smaller share of what they do along the other hardly matters.
HARDLY = 1 / 3
Ends = tuple[tuple[str, float], tuple[str, float]]


def map_story(record: SweepRecord, measure: str, _: Translator) -> str:
    """Say in counts of test images how a gain or an accuracy moves along the axes; of others, or too little, nothing.

    Means over the cells that share a value. Cells in which the teacher has no say are left out of gains.
    """
    if measure == "sign":
        return _signs(record, _)
    if measure not in ("gain", "accuracy") or "dataset" in {axis.name for axis in record.sweep.axes}:
        return ""
    if measure == "gain" and (is_noise(record) or not count(record).tested):
        return _("This map shows no effect.") if is_noise(record) else landscape_sentence(record, _)
    found = {axis.name: ends for axis in record.sweep.axes if (ends := _ends(record, measure, axis.name, _))}
    if not found:
        return ""
    first, *others = sorted(found, key=lambda name: _reach(found[name]), reverse=True)
    said = [_moves(record, measure, first, found[first], _, alone=len(record.sweep.axes) == 1)]
    for name in others:
        hardly = _reach(found[name]) < HARDLY * _reach(found[first])
        said.append(_hardly(record, name, _) if hardly else _moves(record, measure, name, found[name], _, second=True))
    return " ".join(said)


def _signs(record: SweepRecord, _: Translator) -> str:
    found = count(record)
    if not found.tested:
        return landscape_sentence(record, _)
    text = _("A teacher helps in {helps} of {tested} cells, and hurts in {hurts}.")
    return text.format(helps=found.helps, tested=found.tested, hurts=found.hurts)


def _ends(record: SweepRecord, measure: str, axis: str, _: Translator) -> Ends | None:
    """Return the values of an axis with the lowest and the highest mean, each with that mean."""
    by_value: dict[str, list[float]] = defaultdict(list)
    for cell, experiment, result in record.trained:
        if measure != "gain" or not twin(experiment):
            by_value[value_text(axis, cell.values[axis], _)].append(MEASURES[measure].of(result).mean)
    means = sorted(((value, fmean(found)) for value, found in by_value.items()), key=lambda pair: pair[1])
    return (means[0], means[-1]) if len(means) > 1 else None


def _reach(ends: Ends) -> float:
    (_worst, low), (_best, high) = ends
    return high - low


def _name(record: SweepRecord, axis: str, _: Translator) -> str:
    return _(knob(axis, record.sweep.base.data).label)


def _hardly(record: SweepRecord, axis: str, _: Translator) -> str:
    return _("“{axis}” hardly counts.").format(axis=_name(record, axis, _))


def _moves(
    record: SweepRecord,
    measure: str,
    axis: str,
    ends: Ends,
    _: Translator,
    *,
    alone: bool = False,
    second: bool = False,
) -> str:
    (worst, low), (best, high) = ends
    data = record.sweep.base.data
    if second:
        text = _("“{axis}” counts too: {low} at {worst}, {high} at {best}.")
    elif alone:
        text = _("{axis}: {low} of {of} {things} at {worst}, {high} at {best}.")
    else:
        text = _("“{axis}” counts most: {low} of {of} {things} at {worst}, {high} at {best}.")
    counts = {
        name: whole(of_test(value, data), _, signed=measure == "gain") for name, value in (("low", low), ("high", high))
    }
    blanks = {"axis": _name(record, axis, _), "of": _.number(data.test), "things": things(data, _)}
    return text.format(**counts, **blanks, worst=worst, best=best)
