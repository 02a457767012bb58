"""The tables behind the figures of a run."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.results import ARMS, Interval, RunResult, Size, Snapshot
from kdviz.verdicts.run import on_scale


def curves_table(curves: Sequence[Snapshot], _: Translator) -> pd.DataFrame:
    """Return one row a snapshot: each arm's mean accuracy in % and mean loss in nats, with its 95 % intervals."""
    rows = []
    for snapshot in curves:
        row: dict[str, Any] = {_("Training step"): snapshot.step, _("Seconds"): round(snapshot.seconds, 3)}
        for title, values, scale in ((_("accuracy, %"), "accuracy", 100), (_("loss, nats"), "loss", 1)):
            for arm, by_seed in getattr(snapshot, values).items():
                name = f"{_(LOOKS[arm].title)}: {title}"
                row[name] = scale * sum(by_seed) / len(by_seed)
                interval = snapshot.ci95.get(values, {}).get(arm)
                row |= ends(on_scale(interval) if values == "accuracy" else interval, _, f"{name}, ", scale)
        rows.append(row)
    return pd.DataFrame(rows)


def compared_table(results: Mapping[str, RunResult], _: Translator) -> pd.DataFrame:
    """Return one row a run and snapshot: the distilled students' mean validation accuracy in %."""
    return pd.DataFrame(
        [
            {
                _("Run"): name,
                _("Training step"): snapshot.step,
                _("Validation accuracy, %"): 100 * sum(values) / len(values),
            }
            for name, result in results.items()
            for snapshot in result.curves
            for values in [snapshot.accuracy["distilled"]]
        ]
    )


def accuracy_table(result: RunResult, _: Translator) -> pd.DataFrame:
    """Return one row a seed: every arm's test accuracy in %, and the paired gain in points."""
    columns = {_(LOOKS[arm].title): [100 * value for value in result.arms[arm].accuracy] for arm in ARMS}
    gains = [
        100 * (after - before)
        for before, after in zip(result.arms["hard"].accuracy, result.arms["distilled"].accuracy, strict=True)
    ]
    return pd.DataFrame({_("Seed"): list(result.experiment.seed_list), **columns, _("Paired gain, points"): gains})


def cost_table(result: RunResult, _: Translator) -> pd.DataFrame:
    """Return teacher and students: what they cost, and their test accuracy in %."""
    measured: dict[str, tuple[Size, float, Interval | None]]
    measured = {"teacher": (result.teacher, result.teacher.accuracy, None)}
    measured |= {arm: (result.student, result.arms[arm].mean, on_scale(result.arms[arm].ci95)) for arm in ARMS}
    return pd.DataFrame(
        [
            {
                _("Arm"): _(LOOKS[name].title),
                _("Parameters"): size.parameters,
                _("Bytes of parameters"): size.bytes,
                _("MACs"): size.macs,
                _("Test accuracy, %"): 100 * accuracy,
                **ends(interval, _),
            }
            for name, (size, accuracy, interval) in measured.items()
        ]
    )


def softened_table(logits: dict[str, NDArray[Any]], temperature: float, _: Translator) -> pd.DataFrame:
    """Return one row a class: every arm's probability in % at `temperature`, averaged over seeds.

    Parameters
    ----------
    logits : dict of ndarray, shapes (seeds, classes)
        By arm; the teacher has one row.
    temperature : float
    """
    shares = {_(LOOKS[arm].title): 100 * softmax(values, temperature).mean(axis=0) for arm, values in logits.items()}
    classes = next(iter(logits.values())).shape[-1]
    return pd.DataFrame({_("Class"): list(range(classes)), **shares})


def ends(ci95: Interval | None, _: Translator, prefix: str = "", scale: float = 100) -> dict[str, float | None]:
    """Return the columns of an interval's ends, in percent unless another scale is given; empty without one."""
    low, high = ci95 or (None, None)
    columns = {_("lower end"): low, _("upper end"): high}
    return {prefix + title: None if end is None else scale * end for title, end in columns.items()}


def softmax(logits: NDArray[Any], temperature: float) -> NDArray[Any]:
    """Return probabilities at `temperature`, shaped as the logits, over the last axis."""
    values = logits.astype(float)
    powers = np.exp((values - values.max(axis=-1, keepdims=True)) / temperature)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
