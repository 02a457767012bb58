"""What an earlier measurement of the usual attacks had, made before kdviz had any: see docs/attack.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kdviz.catalog import DatasetCard
from kdviz.experiment.attack import Attack, Study
from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results import Estimate
from kdviz.results.attack import AttackRecord, AttackResult
from kdviz.verdicts.attack import GIVES_TITLES, NET_TITLES, made_of, range_text
from kdviz.verdicts.guess import is_told_by
from kdviz.verdicts.run import points

What = Mapping[str, str | float]


@dataclass(frozen=True)
class Earlier:
    """A number in percent or points, and where a result has it: a row's measure, or a gap over another row.

    Where the measurement had a range, of several settings, `low` and `high` are its ends, and else one number.
    """

    called: tuple[str, str]
    of: What
    measure: str
    low: float
    high: float
    over: What = field(default_factory=dict)

    def found(self, result: AttackResult) -> Estimate | None:
        """Return the same of a result."""
        if self.over:
            gap = result.gap(self.of, self.over)
            return gap.gap if gap else None
        row = result.find(**self.of)
        return row.numbers[self.measure] if row else None

    def is_within(self, found: Estimate) -> bool:
        """Return whether the interval that was found holds the number, or a part of its range."""
        return found.ci95 is None or (found.ci95[0] <= self.high / 100 and self.low / 100 <= found.ci95[1])


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
        Earlier((NET_TITLES[net], name), {"net": net, **way}, measure, number, number)
        for (name, way, measure), number in zip(ways, numbers, strict=True)
        if number is not None
    ]


def _theft(gives: str, *agreement: float) -> list[Earlier]:
    """Return how many answers copies share with the teacher, by the queries from its own images."""
    counts = {30: N_("30 queries"), 100: N_("100 queries"), 1000: N_("1,000 queries")}
    return [
        Earlier(
            (GIVES_TITLES[gives], name), {"gives": gives, "from": "data", "queries": count}, "agreement", said, said
        )
        for (count, name), said in zip(counts.items(), agreement, strict=True)
    ]


def _betrayal(net: str, low: float, high: float) -> Earlier:
    return Earlier((NET_TITLES[net], N_("AUC of the attacker")), {"net": net, **USUALLY}, "auc", low, high)


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
        _betrayal("teacher", 67.0, 67.0),
        _betrayal("student_other", 56.4, 57.7),
        _betrayal("control", 51.4, 51.4),
        Earlier(
            (NET_TITLES["student_other"], N_("above its control")),
            {"net": "student_other", **USUALLY},
            "auc",
            6.2,
            6.2,
            {"net": "control", **USUALLY},
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
    text = _("{what}: {found} here, {said} % in an earlier measurement.")
    ends = dict.fromkeys(points(end / 100, signed=False) for end in (earlier.low, earlier.high))
    what = _(", ").join(made_of(data, part, _) for part in earlier.called)
    return text.format(what=what, found=range_text(found), said="–".join(ends))
