"""An attack's parts put together: every row over all seeds, and the gaps that its verdict is about, paired."""

import base64
from collections.abc import Generator, Iterator, Sequence

import numpy as np
from safetensors.numpy import load

from kdviz import datasets, measures
from kdviz.attacks.stolen import GIVES
from kdviz.experiment.attack import TRUTH, Attack
from kdviz.results import Arrays
from kdviz.results.attack import AttackOutcome, AttackPart, AttackResult, AttackRow, Gap, Tried, What
from kdviz.training.schedule import Clock

Pair = tuple[What, What, str]
SHOWN_IMAGES = 100


def compared(
    attack: Attack, parts: Sequence[AttackPart], _clock: Clock | None = None
) -> Generator[None, None, AttackOutcome]:
    """Return what an attack came to, from its `parts` in the order of their seeds."""
    yield from ()
    rows = [joined(tried) for tried in zip(*(part.tried for part in parts), strict=True)]
    gaps = []
    for of, over, measure in _pairs(attack):
        one, other = _find(rows, of), _find(rows, over)
        if one and other:
            gap = measures.difference(other.numbers[measure], one.numbers[measure], paired=True)
            gaps.append(Gap(of=one.what, over=other.what, measure=measure, gap=gap))
    result = AttackResult(
        rows=[
            AttackRow(
                values=row.numbers,
                what=row.what,
                numbers={name: measures.over_seeds(own) for name, own in row.numbers.items()},
            )
            for row in rows
        ],
        gaps=gaps,
        served=parts[0].served,
        device=parts[0].device,
    )
    dataset = datasets.load(attack.experiment.dataset, attack.experiment.data_seed)
    test = dataset.test[:SHOWN_IMAGES]
    arrays: Arrays = {"test_ids": test, **{f"test_{name}": values[test] for name, values in dataset.samples.items()}}
    arrays["span"] = np.array([dataset.inputs.min(), dataset.inputs.max()])
    weights = parts[0].weights
    return AttackOutcome(result, load(base64.b64decode(weights)) if weights else {}, arrays, dataset.samples)


def joined(tried: Sequence[Tried]) -> Tried:
    """Return one row with the seeds of all parts."""
    numbers = {name: [value for part in tried for value in part.numbers[name]] for name in tried[0].numbers}
    return Tried(what=tried[0].what, numbers=numbers)


def _find(rows: Sequence[Tried], what: What) -> Tried | None:
    return next((row for row in rows if all(row.what.get(name) == value for name, value in what.items())), None)


def _pairs(attack: Attack) -> Iterator[Pair]:
    """Yield what is held against what, and by which measure."""
    match attack.study:
        case "temperature":
            yield from _defenses(attack)
        case "steal":
            for source in attack.sources:
                for count in attack.queries:
                    asked: What = {"from": source, "queries": count}
                    for more, less in (("logits", "label"), ("probabilities", "label"), ("probabilities", "rounded")):
                        yield {**asked, "gives": more}, {**asked, "gives": less}, "agreement"
                    # What the teacher's answers add to the labels that the data have: only there are both.
                    for gives in GIVES:
                        yield {**asked, "gives": gives}, {**asked, "gives": TRUTH}, "agreement"
        case "membership":
            experiment = attack.experiment
            own: What = {name: getattr(experiment, name) for name in ("temperature", "label_noise", "teacher")}
            settings = [own, *({**own, "temperature": value} for value in attack.temperatures)]
            settings += [{**own, "label_noise": value} for value in attack.noises]
            settings += [{**own, "teacher": value} for value in attack.sizes]
            for setting in settings:
                yield {**setting, "net": "student_other"}, {**setting, "net": "control"}, "auc"


def _defenses(attack: Attack) -> Iterator[Pair]:
    hot = attack.experiment.temperature
    clean: What = {"attack": "none"}
    published: What = {"attack": "fgsm", "on": "published", "bound": attack.bound}
    divided: What = {"attack": "fgsm", "attacker_temperature": hot, "bound": attack.bound}
    strongest: What = {"attack": "pgd", "on": "published", "bound": attack.bound}
    # What the defense seems to bring, that no distillation is needed for it, and that it is a mask.
    yield {"net": "distilled", **published}, {"net": "plain", **published}, "accuracy"
    yield {"net": "distilled", **published}, {"net": "at_temperature", **published}, "accuracy"
    yield {"net": "distilled", **published}, {"net": "distilled", **divided}, "accuracy"
    yield {"net": "at_temperature", **published}, {"net": "at_temperature", **divided}, "accuracy"
    # What is left of the defense where the attacker knows of it: each net under what is worse for it. Of the two ways
    # that is published for the usual net, whose gradients a division makes no larger, and divided for the masked one.
    yield {"net": "distilled", **divided}, {"net": "plain", **published}, "accuracy"
    # What does help, and its price.
    yield {"net": "hardened", **strongest}, {"net": "plain", **strongest}, "accuracy"
    for net in ("hardened", "distilled"):
        yield {"net": net, **clean}, {"net": "plain", **clean}, "accuracy"
