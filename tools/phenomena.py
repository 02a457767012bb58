"""What distillation is said to do: claims, and what is measured of which experiments to hold them against."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz.experiment import Experiment
from kdviz.results import Arm, Bias, Outcome

SEEDS = 16
Measure = Callable[[Outcome], NDArray[Any]]


@dataclass(frozen=True)
class Bar:
    """A row of the figure: what is measured of which experiment."""

    name: str
    experiment: Experiment
    measure: Measure


@dataclass(frozen=True)
class Phenomenon:
    """A claim: bars, and pairs of their names of which the first should be higher."""

    title: str
    claim: str
    bars: tuple[Bar, ...]
    higher: tuple[tuple[str, str], ...]


def accuracy(arm: Arm) -> Measure:
    """Measure an arm's test accuracy, one number a seed."""
    return lambda outcome: np.array(outcome.result.arms[arm].accuracy)


def stage(name: str) -> Measure:
    """Measure the test accuracy of someone trained on the way."""
    return lambda outcome: np.array(next(one for one in outcome.result.stages if one.name == name).accuracy)


def teacher_accuracy(outcome: Outcome) -> NDArray[Any]:
    """Measure the teacher's test accuracy, a single number."""
    return np.array([outcome.result.teacher.accuracy])


def omitted_recall(arm: Arm, bias: Bias) -> Measure:
    """Measure how much of the omitted class an arm knows, with a bias of one kind or another."""

    def measure(outcome: Outcome) -> NDArray[Any]:
        assert outcome.result.omitted is not None
        return np.array(outcome.result.omitted.arms[arm][bias].recall)

    return measure


def phenomena() -> list[Phenomenon]:
    """Return every claim, with the experiments that put it to the test."""
    base: dict[str, Any] = {"seeds": SEEDS, "labels": 30}
    warm = {**base, "temperature": 10.0}

    def one(**knobs: Any) -> Experiment:
        return Experiment(**{**base, **knobs})

    hard, own, few = accuracy("hard"), accuracy("distilled"), Experiment(**warm)
    parts = {by: Experiment(**warm, soft_labels=by) for by in ("class-mean", "same-class", "permuted", "random")}
    smoothed = Experiment(**warm, teacher_smoothing=0.3)
    born = Experiment(seeds=SEEDS, kind="self", labels="all", student="64", generations=3, temperature=4.0, alpha=0.9)
    lone = {"seeds": SEEDS, "labels": "all", "omit_class": 3, "temperature": 20.0, "alpha": 1.0}
    left_out = Experiment(**lone)
    whole = {"seeds": SEEDS, "labels": "all", "student": "16", "temperature": 4.0}
    noise = {"kind": "data-free", "steps": 2500, "student": "64x32", "batch_size": 64}
    thin = {"student": "8", "labels": 300}
    return [
        Phenomenon(
            "Which part of the soft label matters",
            "The teacher's answer to this very image is worth more than the mean answer to its class; with the wrong "
            "classes permuted it is worth less than the labels alone, and another image's answer is worth nothing.",
            (
                Bar("own", few, own),
                Bar("class mean", parts["class-mean"], own),
                Bar("labels alone", few, hard),
                Bar("another image of the class", parts["same-class"], own),
                Bar("non-target permuted", parts["permuted"], own),
                Bar("a random image", parts["random"], own),
            ),
            (
                ("own", "class mean"),
                ("class mean", "labels alone"),
                ("labels alone", "another image of the class"),
                ("another image of the class", "non-target permuted"),
                ("non-target permuted", "a random image"),
            ),
        ),
        Phenomenon(
            "A label-smoothed teacher",
            "A teacher trained on smoothed labels is the better one and the worse teacher.",
            (
                Bar("plain teacher itself", few, teacher_accuracy),
                Bar("smoothed teacher itself", smoothed, teacher_accuracy),
                Bar("taught by the plain one", few, own),
                Bar("taught by the smoothed one", smoothed, own),
            ),
            (
                ("smoothed teacher itself", "plain teacher itself"),
                ("taught by the plain one", "taught by the smoothed one"),
            ),
        ),
        Phenomenon(
            "A digit never seen",
            "Students that never saw a 3 recognize most of them, and more with a bias; hard labels teach none of it, "
            "and a bias does not make up for it. (“best on test” is chosen on the test images, as in Hinton et al.; it "
            "is no measurement of "
            "what one could have had.)",
            (
                Bar("distilled", left_out, omitted_recall("distilled", "before")),
                Bar("distilled, bias from class frequency", left_out, omitted_recall("distilled", "frequency")),
                Bar("distilled, bias best on test", left_out, omitted_recall("distilled", "best_on_test")),
                Bar("hard labels", left_out, omitted_recall("hard", "before")),
                Bar("hard labels, bias from class frequency", left_out, omitted_recall("hard", "frequency")),
            ),
            (
                ("distilled", "hard labels"),
                ("distilled, bias from class frequency", "distilled"),
                ("distilled", "hard labels, bias from class frequency"),
            ),
        ),
        Phenomenon(
            "Unlabelled images alone",
            "Sixty labels against 940 images without any that the teacher answers.",
            (
                Bar("labels alone", one(kind="unlabeled", labels=60), hard),
                Bar("unlabelled images alone", one(kind="unlabeled", labels=60), own),
            ),
            (("unlabelled images alone", "labels alone"),),
        ),
        Phenomenon(
            "Synthetic images (MUNGE)",
            "From thirty images, sixty synthetic ones each: better than classic distillation on the thirty.",
            (
                Bar("labels alone", one(), hard),
                Bar("classic", one(), own),
                Bar("munge", one(kind="munge"), own),
            ),
            (("classic", "labels alone"), ("munge", "classic")),
        ),
        Phenomenon(
            "No digit at all",
            "Students that saw nothing but noise, and what the teacher says of it, read digits far better than chance "
            "(10 %); with the pixels' own frequencies better than with uniform noise.",
            (
                Bar("30 labels", one(**noise), hard),
                Bar("uniform noise", one(**noise), own),
                Bar("noise from the pixels' marginals", one(**noise, noise="marginals"), own),
            ),
            (("noise from the pixels' marginals", "uniform noise"),),
        ),
        Phenomenon(
            "Born again, generation after generation",
            "On digits a generation taught by its own kind is no better than the one before; it falls.",
            (
                *[Bar(f"generation {place}", born, stage(f"generation {place}")) for place in range(3)],
                Bar("generation 3", born, own),
            ),
            (("generation 0", "generation 3"),),
        ),
        Phenomenon(
            "An ensemble in one student",
            "Three teachers know more than one, and a student of all three more than a student of one.",
            (
                Bar("one teacher itself", one(), teacher_accuracy),
                Bar("three teachers together", one(kind="ensemble"), stage("ensemble")),
                Bar("taught by one", one(), own),
                Bar("taught by three", one(kind="ensemble"), own),
            ),
            (("three teachers together", "one teacher itself"), ("taught by three", "taught by one")),
        ),
        Phenomenon(
            "Students that teach each other",
            "Two students that learn together end higher than one alone.",
            (
                Bar("alone", one(kind="mutual"), hard),
                Bar("with a peer", one(kind="mutual"), own),
                Bar("the peer", one(kind="mutual"), stage("peer 1")),
            ),
            (("with a peer", "alone"),),
        ),
        Phenomenon(
            "A teaching assistant",
            "Between a large teacher and a small student, an assistant helps a little. (On digits it is under a point, "
            "and probably nothing.)",
            (
                Bar("straight from the teacher", one(**thin), own),
                Bar("with an assistant (64)", one(**thin, kind="assistant"), own),
            ),
            (("with an assistant (64)", "straight from the teacher"),),
        ),
        Phenomenon(
            "Controls without a teacher",
            "Softer labels alone do not give what a teacher gives.",
            (
                Bar("labels alone", one(), hard),
                Bar("label smoothing", one(kind="smoothing"), own),
                Bar("virtual teacher", one(kind="teacher-free"), own),
                Bar("classic", one(), own),
            ),
            (("classic", "label smoothing"), ("classic", "virtual teacher")),
        ),
        Phenomenon(
            "Early-stopped distillation",
            "With all labels and a small student, a teacher that falls silent halfway does less harm than one that "
            "stays.",
            (
                Bar("labels alone", Experiment(**whole), hard),
                Bar("distilled throughout", Experiment(**whole), own),
                Bar("distilled for the first half", Experiment(**whole, distill_until=0.5), own),
            ),
            (("distilled for the first half", "distilled throughout"),),
        ),
    ]
