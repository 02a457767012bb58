"""The titles of a sweep's figures, and the tables behind them."""

from collections.abc import Mapping, Sequence

import pandas as pd

from kdviz.catalog import DatasetCard
from kdviz.experiment import Experiment, knob
from kdviz.experiment.arms import Arm
from kdviz.figures.landscape import MEASURES
from kdviz.figures.style import LOOKS
from kdviz.figures.values import end_columns, value_text
from kdviz.i18n import Translator
from kdviz.results import Estimate
from kdviz.results.cell import CellRecord
from kdviz.results.footprint import Footprint
from kdviz.results.measures import Measures, Untaught
from kdviz.results.record import SweepRecord
from kdviz.verdicts.run import cut_note, interval_ends, on_scale, points
from kdviz.verdicts.sweep import landscape_sentence
from kdviz.verdicts.tradeoff import Option, pareto

LOWER_IS_BETTER = ("kl", "ece")


def cell_text(cell: CellRecord, data: DatasetCard, _: Translator) -> str:
    """Name a cell of a sweep over `data` by its values."""
    labels = {name: _(knob(name, data).label) for name in cell.values}
    return ", ".join(f"{labels[name]} {value_text(name, value, _)}" for name, value in cell.values.items())


def map_takeaway(record: SweepRecord, measure: str, _: Translator) -> str:
    """Say in how many cells distillation helps or hurts, or where another measure is best."""
    if not record.trained or measure not in MEASURES or measure == "gain":
        return landscape_sentence(record, _)
    chosen = MEASURES[measure]
    pick = min if measure in LOWER_IS_BETTER else max
    cell, _experiment, result = pick(record.trained, key=lambda found: chosen.of(found[2]).mean)
    mean = chosen.of(result).mean
    text = {
        "accuracy": _("Students with teacher are most accurate, {number} %, at {cell}"),
        "agreement": _("Students with teacher agree with it most, {number} %, at {cell}"),
        "kl": _("Students with teacher are closest to it, {number} nats, at {cell}"),
        "ece": _("Students with teacher are best calibrated, {number} % off, at {cell}"),
    }[measure]
    return text.format(number=chosen.text(mean), cell=cell_text(cell, record.sweep.base.data, _))


def untaught_sentence(record: SweepRecord, measure: str, _: Translator) -> str:
    """Say what to hold fidelity against on a map of it: two students without a teacher; nothing of other measures."""
    known = (getattr(result.untaught, measure, None) for _cell, _experiment, result in record.trained)
    values = [value for value in known if value is not None]
    if not values:
        return ""
    text = {
        "agreement": _("The baseline: two untaught students of different seeds agree on {span} %."),
        "kl": _("The baseline: two untaught students of different seeds are {span} nats apart."),
    }[measure]
    low, high = (MEASURES[measure].text(end) for end in (min(values), max(values)))
    return text.format(span=low if low == high else _("{low} to {high}").format(low=low, high=high))


def measures_table(
    arms: Mapping[Arm, Measures], untaught: Untaught | None, _: Translator, data: DatasetCard | None = None
) -> pd.DataFrame:
    """Return one column an arm: how right it is, how well calibrated, and how like its teacher; untaught ones last.

    Numbers are texts with their 95 % intervals, where there are some. Where some classes of the data set are rare,
    there are the balanced accuracy and the recall of the rarest, too.
    """
    unequal = data is not None and any(measured.balanced for measured in arms.values())
    titles = {
        "accuracy": _("Test accuracy, %"),
        "nll": _("Negative log-likelihood, nats"),
        "brier": _("Brier score"),
        "ece": _("Calibration error, %"),
        "agreement": _("Agrees with the teacher on the test set, %"),
        "agreement_train": _("… on the training set, %"),
        "agreement_on_errors": _("… where the teacher errs, %"),
        "kl": _("KL to the teacher at T = 1, nats"),
    }
    rows = []
    for arm, measured in arms.items():
        row = {_("Students"): _(LOOKS[arm].title)}
        for name, title in titles.items():
            percent = name in ("accuracy", "ece") or name.startswith("agreement")
            estimate = measured.estimate(name) if measured.has(name) else None
            if estimate is None:
                row[title] = "—"
            elif percent:
                row[title] = _percent(estimate)
            else:
                row[title] = f"{estimate.mean:.3f}"
                row[title] += " ({:.3f}–{:.3f})".format(*estimate.ci95) if estimate.ci95 else ""
            if name == "accuracy" and data is not None and unequal:
                row |= _of_classes(measured, data, _)
        rows.append(row)
    if untaught is not None:
        row = dict.fromkeys(rows[0], "—") | {_("Students"): _("Two untaught students")}
        shares = ("agreement", "agreement_train", "agreement_on_errors")
        known = {name: share for name in shares if (share := getattr(untaught, name)) is not None}
        row |= {titles[name]: points(share, signed=False) for name, share in known.items()}
        rows.append(row | {titles["kl"]: f"{untaught.kl:.3f}"})
    return pd.DataFrame(rows).set_index(_("Students")).T


def _of_classes(measured: Measures, data: DatasetCard, _: Translator) -> dict[str, str]:
    """Return an arm's balanced accuracy, and how much it recognizes of the rarest class."""
    recall = measured.recall[data.rarest] if measured.recall else None
    named = {
        _("Balanced accuracy, %"): measured.balanced,
        _("Recall of “{name}”, %").format(name=data.called(data.rarest, _)): recall,
    }
    return {title: _percent(estimate) if estimate else "—" for title, estimate in named.items()}


def _percent(estimate: Estimate) -> str:
    text = points(estimate.mean, signed=False)
    return f"{text} ({'–'.join(interval_ends(estimate.ci95))})" if estimate.ci95 else text


def measures_note(arms: Mapping[Arm, Measures], _: Translator) -> str:
    """Return what the mark in `measures_table` says, where there is one."""
    shares = ("accuracy", "ece", "agreement", "agreement_train", "agreement_on_errors")
    found = [each.estimate(name).ci95 for each in arms.values() for name in shares if each.has(name)]
    return cut_note(found, _)


def tradeoff_table(
    choices: Sequence[Option], footprints: Mapping[str, Footprint], base: Experiment, _: Translator
) -> pd.DataFrame:
    """Return one row a student: its accuracy with its interval, its costs, and whether it is on the Pareto front."""
    front = pareto(choices)
    rows = []
    for option in choices:
        cost = base.model_copy(update={"student": option.network}).student_cost
        row: dict[str, object] = {
            _("Student network"): option.network,
            _("Students"): _(LOOKS[option.arm].title),
            _("Test accuracy, %"): 100 * option.accuracy.mean,
            **end_columns(on_scale(option.accuracy.ci95), _),
            _("On the Pareto front"): option in front,
            _("Parameters"): cost.parameters,
            _("MACs"): cost.macs,
            _("Bytes of parameters"): cost.bytes,
        }
        if (measured := footprints.get(option.network)) is not None:
            row |= {
                _("Bytes on disk"): measured.disk,
                _("One input, median, µs"): 1e6 * measured.latency_1.median,
                _("One input, 95th percentile, µs"): 1e6 * measured.latency_1.p95,
                _("Batch of 64, median, µs"): 1e6 * measured.latency_64.median,
                _("Batch of 64, 95th percentile, µs"): 1e6 * measured.latency_64.p95,
            }
        rows.append(row)
    return pd.DataFrame(rows)
