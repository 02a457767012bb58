"""What an earlier measurement of the usual attacks had, made before kdviz had any: see docs/attack.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kdviz.catalog import DatasetCard
from kdviz.experiment.attack import Attack, Study
from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results import Estimate
from kdviz.results.attack import AttackRecord, AttackResult
from kdviz.verdicts.attack import GIVES_TITLES, NET_TITLES, as_decimal, as_percent, made_of, range_text
from kdviz.verdicts.guess import is_told_by
from kdviz.verdicts.run import points

What = Mapping[str, str | float]


class Unit(NamedTuple):
    """How numbers of a kind are written, and the sentence about one that is found here and was said earlier."""

    written: Callable[[float], str]
    told: str


SHARE = Unit(as_percent, N_("{what}: {found} % here, {said} % in an earlier measurement."))
DIFFERENCE = Unit(points, N_("{what}: {found} points here, {said} points in an earlier measurement."))
AREA = Unit(as_decimal, N_("{what}: {found} here, {said} in an earlier measurement."))


@dataclass(frozen=True)
class Earlier:
    """A number in its unit, and where a result has it: a row's measure, or a gap over another row.

    Where the measurement had a range, of several settings, `low` and `high` are its ends, and else one number; where it
    had an interval, `ci95` is that.
    """

    called: tuple[str, str]
    unit: Unit
    of: What
    measure: str
    low: float
    high: float
    over: What = field(default_factory=dict)
    ci95: tuple[float, float] | None = None

    def found(self, result: AttackResult) -> Estimate | None:
        """Return the same of a result."""
        if self.over:
            gap = result.gap(self.of, self.over)
            return gap.gap if gap else None
        row = result.find(**self.of)
        return row.numbers[self.measure] if row else None

    def is_within(self, found: Estimate) -> bool:
        """Return whether the interval that was found holds the number, or a part of its range."""
        return found.ci95 is None or (found.ci95[0] <= self.high and self.low <= found.ci95[1])

    def said(self) -> str:
        """Write what was measured, without its unit."""
        if self.low == self.high:
            return range_text(Estimate(mean=self.low, ci95=self.ci95), self.unit.written)
        return "–".join(map(self.unit.written, (self.low, self.high)))


CLEAN, PUBLISHED, ZEROS = N_("not attacked"), N_("FGSM as published"), N_("zero gradients")
ON_FGSM, ON_PGD = N_("FGSM on logits/T"), N_("PGD on logits/T")


def _defense(net: str, *numbers: float | None) -> list[Earlier]:
    """Return five numbers of a net; the one as usual is trained at T = 1, where logits/T are as published."""
    divided: What = {"attacker_temperature": 1.0 if net == "plain" else 100.0, "bound": 0.15}
    ways: list[tuple[str, What, str]] = [
        (CLEAN, {"attack": "none"}, "accuracy"),
        (PUBLISHED, {"attack": "fgsm", "on": "published", "bound": 0.15}, "accuracy"),
        (ZEROS, {"attack": "fgsm", "on": "published", "bound": 0.15}, "zero_gradients"),
        (ON_FGSM, {"attack": "fgsm", **divided}, "accuracy"),
        (ON_PGD, {"attack": "pgd", **divided}, "accuracy"),
    ]
    return [
        Earlier((NET_TITLES[net], name), SHARE, {"net": net, **way}, measure, number / 100, number / 100)
        for (name, way, measure), number in zip(ways, numbers, strict=True)
        if number is not None
    ]


def _theft(gives: str, *agreement: float) -> list[Earlier]:
    """Return how many answers copies share with the teacher, by the queries from its own images."""
    counts = {30: N_("30 queries"), 100: N_("100 queries"), 1000: N_("1,000 queries")}
    return [
        Earlier(
            (GIVES_TITLES[gives], name),
            SHARE,
            {"gives": gives, "from": "data", "queries": count},
            "agreement",
            said / 100,
            said / 100,
        )
        for (count, name), said in zip(counts.items(), agreement, strict=True)
    ]


def _betrayal(net: str, low: float, high: float) -> Earlier:
    return Earlier((NET_TITLES[net], N_("AUC of the attacker")), AREA, {"net": net, **USUALLY}, "auc", low, high)


USUALLY: What = {"temperature": 4.0, "label_noise": 0.0, "teacher": "64x64"}
EARLIER: Mapping[Study, Sequence[Earlier]] = {
    "temperature": [
        *_defense("plain", 96.6, 10.0, 0.0, None, 5.4),
        *_defense("distilled", 92.8, 84.1, 82.9, 18.3, 13.1),
        *_defense("at_temperature", 94.5, 87.4, 86.2, 18.2, 12.8),
    ],
    "steal": [
        *_theft("label", 79.8, 91.1, 97.2),
        *_theft("probabilities", 82.6, 93.0, 98.1),
        *_theft("logits", 91.8, 96.8, 98.9),
    ],
    "membership": [
        _betrayal("teacher", 0.670, 0.670),
        _betrayal("student_other", 0.564, 0.577),
        _betrayal("control", 0.514, 0.514),
        Earlier(
            (NET_TITLES["student_other"], N_("above its control")),
            DIFFERENCE,
            {"net": "student_other", **USUALLY},
            "auc",
            0.062,
            0.062,
            {"net": "control", **USUALLY},
            (0.035, 0.089),
        ),
    ],
}


def not_as_earlier(record: AttackRecord, _: Translator = ENGLISH) -> list[str]:
    """Say in which numbers a usual attack does not come out as it was measured earlier."""
    usual, attack = Attack.of(record.attack.study), record.attack
    if record.result is None or attack.settings != usual.settings:
        return []
    if not is_told_by(attack.experiment, usual.experiment):
        return []
    found = ((earlier, earlier.found(record.result)) for earlier in EARLIER[attack.study])
    data = attack.experiment.data
    return [_told(earlier, known, data, _) for earlier, known in found if known and not earlier.is_within(known)]


def _told(earlier: Earlier, found: Estimate, data: DatasetCard, _: Translator) -> str:
    what = _(", ").join(made_of(data, part, _) for part in earlier.called)
    text, written = _(earlier.unit.told), earlier.unit.written
    return text.format(what=what, found=range_text(found, written), said=earlier.said())
