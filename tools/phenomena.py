"""The phenomena: claims, each with the requests and measures that test it."""

from dataclasses import dataclass
from typing import Any

from kdviz.catalog import ATTACK_SCENES, COMPRESSION_SCENES, SCENES, SEARCH_SCENES
from kdviz.experiment import Compression, Experiment, Search
from kdviz.experiment.attack import Attack
from kdviz.experiment.search import Budget
from kdviz.results import Arm, Bias
from tools.measured import (
    SEEDS,
    Measure,
    accuracy,
    accuracy_with_bias,
    after,
    ended,
    false_alarms,
    guessing,
    of_row,
    optimism,
    recall,
    recall_of_teacher,
    stage,
    teacher_accuracy,
    with_bias,
)

# Settings that are drawn at random in a search, and the numbers of seeds that the best of them is chosen on.
SETTINGS, CHOSEN_ON = 40, (1, 2, 8)
BIASES_SAID: dict[str, Bias] = {
    "no bias": "before",
    "bias from class frequency": "frequency",
    "bias best on test": "best_on_test",
}
# What is said of the flows.
FOUND = ": attacks found"
RECALL, ACCURACY = ": of the 3s", ": of all digits"
Request = Experiment | Compression | Search | Attack


@dataclass(frozen=True)
class Bar:
    """A row of the figure: what is measured of which request."""

    name: str
    request: Request
    measure: Measure


@dataclass(frozen=True)
class Phenomenon:
    """A scene's claim put to the test: bars, and pairs of their names of which the first should be higher.

    The first pair is what the scene is about; a remark tells what the numbers alone do not.
    """

    scene: str
    bars: tuple[Bar, ...]
    higher: tuple[tuple[str, str], ...]
    remark: str = ""


def scene(name: str, **change: Any) -> Experiment:
    """Return the experiment of a scene with more seeds, and with what else is changed."""
    return Experiment(**{**SCENES[name].knobs, "seeds": SEEDS, **change})


def compressed(name: str) -> Compression:
    """Return the compression of a scene with more seeds."""
    ready = COMPRESSION_SCENES[name]
    return Compression.of(Experiment(**{**ready.knobs, "seeds": SEEDS}), ready.pipelines)


def pipelines(name: str, *called: str) -> tuple[Bar, ...]:
    """Return a bar for each pipeline of a compression's scene, by what it is called here."""
    request = compressed(name)
    return tuple(Bar(bar, request, ended(text)) for bar, text in zip(called, request.pipelines, strict=True))


def dense(name: str, called: str, of: str) -> Bar:
    """Return the bar of the dense student that has as many bytes as the pipeline `of`."""
    request = compressed(name)
    (part,) = (each.part for each in request.controls if (each.of, each.what) == (of, "dense-same-bytes"))
    assert part is not None
    return Bar(called, request, ended(part.pipeline, part.student))


def phenomena() -> list[Phenomenon]:
    """Return every claim, with the requests that put it to the test."""
    hard, own = accuracy("hard"), accuracy("distilled")
    classic = scene("few-labels", labels=30)
    permuted = scene("which-part")
    warm = scene("which-part", soft_labels="own")
    omitted = scene("omitted-digit")
    stopped, whole = scene("early-stopped"), scene("early-stopped", distill_until=1.0)
    return [
        Phenomenon(
            "which-part",
            (
                Bar("own", warm, own),
                Bar("class mean", scene("which-part", soft_labels="class-mean"), own),
                Bar("labels alone", warm, hard),
                Bar("another image of the class", scene("which-part", soft_labels="same-class"), own),
                Bar("non-target permuted", permuted, own),
                Bar("a random image", scene("which-part", soft_labels="random"), own),
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
            "smoothed-teacher",
            (
                Bar("plain teacher itself", warm, teacher_accuracy),
                Bar("smoothed teacher itself", scene("smoothed-teacher"), teacher_accuracy),
                Bar("taught by the plain one", warm, own),
                Bar("taught by the smoothed one", scene("smoothed-teacher"), own),
            ),
            (
                ("taught by the plain one", "taught by the smoothed one"),
                ("smoothed teacher itself", "plain teacher itself"),
            ),
        ),
        Phenomenon(
            "omitted-digit",
            tuple(
                Bar(f"{name}, {said}{what}", omitted, measure(arm, bias))
                for what, measure in ((RECALL, with_bias), (ACCURACY, accuracy_with_bias))
                for name, arm in (("distilled", "distilled"), ("hard labels", "hard"))
                for said, bias in BIASES_SAID.items()
            ),
            (
                ("distilled, no bias" + RECALL, "hard labels, no bias" + RECALL),
                ("distilled, bias from class frequency" + RECALL, "distilled, no bias" + RECALL),
                ("distilled, no bias" + RECALL, "hard labels, bias from class frequency" + RECALL),
                ("distilled, no bias" + RECALL, "hard labels, bias best on test" + RECALL),
            ),
            remark=(
                "“Best on test” is the bias with the highest accuracy over all digits on the test images themselves, "
                "as in Hinton et al.: no measurement of what one could have had, and not the one with the highest "
                "recall. The bias from class frequency is raised until a tenth of the images are called 3, whichever "
                "those are. With hard labels, too, that hits some 3s; what it brings in recall it takes from the "
                "other digits."
            ),
        ),
        Phenomenon(
            "unlabeled-only",
            (
                Bar("labels alone", scene("unlabeled-only"), hard),
                Bar("unlabelled images alone", scene("unlabeled-only"), own),
            ),
            (("unlabelled images alone", "labels alone"),),
        ),
        Phenomenon(
            "synthetic",
            (
                Bar("labels alone", classic, hard),
                Bar("classic", classic, own),
                Bar("munge", scene("synthetic"), own),
            ),
            (("munge", "classic"), ("classic", "labels alone")),
        ),
        Phenomenon(
            "noise-uniform",
            (
                Bar("guessing", scene("noise-uniform"), guessing),
                Bar("uniform noise", scene("noise-uniform"), own),
                Bar("30 labels", scene("noise-uniform"), hard),
            ),
            (("uniform noise", "guessing"),),
            remark="Each pixel is drawn evenly from between its darkest and its lightest in the teacher's images, so "
            "this noise knows where digits never are.",
        ),
        Phenomenon(
            "noise-only",
            (
                Bar("uniform noise", scene("noise-uniform"), own),
                Bar("noise from the pixels' marginals", scene("noise-only"), own),
            ),
            (("noise from the pixels' marginals", "uniform noise"),),
        ),
        Phenomenon(
            "born-again",
            (
                *[Bar(f"generation {place}", scene("born-again"), stage(f"generation {place}")) for place in range(3)],
                Bar("generation 3", scene("born-again"), own),
            ),
            (("generation 3", "generation 0"),),
        ),
        Phenomenon(
            "three-teachers",
            (
                Bar("one teacher itself", classic, teacher_accuracy),
                Bar("three teachers together", scene("three-teachers"), stage("ensemble")),
                Bar("taught by one", classic, own),
                Bar("taught by three", scene("three-teachers"), own),
            ),
            (("taught by three", "taught by one"), ("three teachers together", "one teacher itself")),
        ),
        Phenomenon(
            "two-students",
            (
                Bar("alone", scene("two-students"), hard),
                Bar("with a peer", scene("two-students"), own),
                Bar("the peer", scene("two-students"), stage("peer 1")),
            ),
            (("with a peer", "alone"),),
        ),
        Phenomenon(
            "assistant",
            (
                Bar("straight from the teacher", scene("assistant", kind="classic"), own),
                Bar("with an assistant (64)", scene("assistant"), own),
            ),
            (("with an assistant (64)", "straight from the teacher"),),
        ),
        Phenomenon(
            "no-teacher",
            (
                Bar("labels alone", classic, hard),
                Bar("label smoothing", scene("no-teacher", kind="smoothing"), own),
                Bar("virtual teacher", scene("no-teacher"), own),
                Bar("classic", classic, own),
            ),
            (("classic", "virtual teacher"), ("classic", "label smoothing")),
        ),
        Phenomenon(
            "early-stopped",
            (
                Bar("labels alone", whole, hard),
                Bar("distilled throughout", whole, own),
                Bar("distilled for the first half", stopped, own),
            ),
            (("distilled for the first half", "distilled throughout"),),
        ),
        gateway(),
        *compressions(),
        searches(),
        *attacks(),
    ]


def gateway() -> Phenomenon:
    """Return the claim about the attacks that a small student finds, in floats and in integers."""
    few, every = scene("gateway"), scene("gateway", labels="all", unlabeled=0)
    arms: tuple[tuple[str, Arm], ...] = (("labels alone", "hard"), ("with the teacher", "distilled"))
    alone, taught = (name for name, _arm in arms)
    return Phenomenon(
        "gateway",
        (
            Bar(f"the teacher itself{FOUND}", few, recall_of_teacher),
            *(Bar(f"{name}{FOUND}", few, recall(arm)) for name, arm in arms),
            *(Bar(f"{name}, 8 bits{FOUND}", few, recall(arm, integers=True)) for name, arm in arms),
            *(Bar(f"{name}, 8 bits: false alarms", few, false_alarms(arm)) for name, arm in arms),
            *(Bar(f"{name}, every label{FOUND}", every, recall(arm)) for name, arm in arms),
        ),
        (
            (f"{taught}, 8 bits{FOUND}", f"{alone}, 8 bits{FOUND}"),
            (f"{taught}{FOUND}", f"{alone}{FOUND}"),
            (f"{alone}, every label{FOUND}", f"{taught}, every label{FOUND}"),
        ),
        "The flows are made up, by rules that docs/data.md states. What is not found is missed; false alarms are the "
        "share of usual flows that are called attacks. The third comparison is of students with all 9,600 labels and "
        "no other flows.",
    )


def searched(name: str) -> Search:
    """Return the search of a scene, among random settings, on blocks of as many seeds as are chosen on at most."""
    ready = SEARCH_SCENES[name]
    base = Experiment(**{**ready.knobs, "seeds": CHOSEN_ON[-1]})
    return Search.of(base, ready.vary, Budget(SETTINGS * base.seeds), sampler="random")


def searches() -> Phenomenon:
    """Return the claim about searches."""
    request = searched("lucky-winner")
    names = {seeds: f"too good, chosen on {seeds}" for seeds in CHOSEN_ON}
    return Phenomenon(
        "lucky-winner",
        tuple(Bar(name, request, optimism(seeds)) for seeds, name in names.items()),
        ((names[1], names[2]), (names[2], names[8])),
        f"The best of {SETTINGS} random settings is chosen on 1, 2 or 8 seeds of validation images, {SEEDS} times, "
        "each on seeds of its own. The other 120 seeds say how good it is.",
    )


def attacked(study: str) -> Attack:
    """Return the attack of a scene on more seeds."""
    ready = next(scene for scene in ATTACK_SCENES.values() if scene.study == study)
    return Attack.of(study, Experiment(**{**ready.knobs, "seeds": SEEDS}))


def attacks() -> list[Phenomenon]:
    """Return the claims about attacks."""
    defense, theft, betrayal = (attacked(study) for study in ("temperature", "steal", "membership"))
    hot, bound = defense.experiment.temperature, defense.bound

    def right(net: str, method: str, divisor: float) -> Measure:
        return of_row("accuracy", net=net, attack=method, attacker_temperature=divisor, bound=bound)

    def copied(gives: str, queries: int) -> Measure:
        return of_row("agreement", gives=gives, queries=queries)

    def told(net: str, noise: float = 0.0) -> Measure:
        own = {"temperature": betrayal.experiment.temperature, "teacher": betrayal.experiment.teacher}
        return of_row("auc", net=net, label_noise=noise, **own)

    return [
        Phenomenon(
            "masked-gradient",
            (
                Bar("as usual, logits divided by T", defense, right("plain", "fgsm", hot)),
                Bar("distilled, logits divided by T", defense, right("distilled", "fgsm", hot)),
                Bar("as usual, as published", defense, right("plain", "fgsm", 1.0)),
                Bar("distilled, as published", defense, right("distilled", "fgsm", 1.0)),
                Bar("only trained at T, as published", defense, right("at_temperature", "fgsm", 1.0)),
                Bar("as usual, ten steps", defense, right("plain", "pgd", 1.0)),
                Bar("on attacked images, ten steps", defense, right("hardened", "pgd", 1.0)),
            ),
            (
                ("distilled, logits divided by T", "as usual, logits divided by T"),
                ("distilled, as published", "as usual, as published"),
                ("distilled, as published", "only trained at T, as published"),
                ("distilled, as published", "distilled, logits divided by T"),
                ("on attacked images, ten steps", "as usual, ten steps"),
            ),
            f"Accuracy under an attack that may change each pixel by {bound}: one step, or ten. The published attack "
            "follows the gradient of the loss, which is exactly zero on most images of the two nets trained at T: the "
            "gradient is masked, and no distillation is needed for it. Training on attacked images does help.",
        ),
        Phenomenon(
            "stolen-answers",
            tuple(
                Bar(f"{gives}, {queries} queries", theft, copied(gives, queries))
                for queries in (30, 1000)
                for gives in ("label", "rounded", "probabilities", "logits")
            ),
            (
                ("logits, 30 queries", "label, 30 queries"),
                ("probabilities, 30 queries", "rounded, 30 queries"),
                ("logits, 1000 queries", "label, 1000 queries"),
                ("probabilities, 1000 queries", "rounded, 1000 queries"),
            ),
            "How many of the test images a copy answers as the teacher does, by what the teacher gives; queries are "
            "drawn from the training images.",
        ),
        Phenomenon(
            "betrayed-images",
            (
                Bar("the teacher", betrayal, told("teacher")),
                Bar("student on the same images", betrayal, told("student_same")),
                Bar("student on other images", betrayal, told("student_other")),
                Bar("control", betrayal, told("control")),
                Bar("student on other images, 40 % of labels wrong", betrayal, told("student_other", 0.4)),
            ),
            (
                ("student on other images", "control"),
                ("student on other images, 40 % of labels wrong", "student on other images"),
            ),
            "The AUC, in percent, of a threshold on the loss: how often a member's loss is below that of an image that "
            "nobody saw. Half is a coin.",
        ),
    ]


def compressions() -> list[Phenomenon]:
    """Return the claims about compression."""
    long, far = compressed("how-long"), COMPRESSION_SCENES["how-long"].pipelines
    small, few = COMPRESSION_SCENES["as-many-bytes"].pipelines, COMPRESSION_SCENES["fewer-neurons"].pipelines
    return [
        Phenomenon(
            "repair",
            pipelines("repair", "labels throughout", "labels, tuned by the teacher", "teacher throughout"),
            (
                ("teacher throughout", "labels throughout"),
                ("labels, tuned by the teacher", "labels throughout"),
            ),
        ),
        Phenomenon(
            "repair-all-labels",
            pipelines("repair-all-labels", "labels throughout", "teacher throughout"),
            (("teacher throughout", "labels throughout"),),
        ),
        Phenomenon(
            "how-long",
            (
                *pipelines(
                    "how-long",
                    "labels, 1000 steps at 0.01",
                    "teacher, 1000 steps at 0.01",
                    "labels, 250 steps at 0.003",
                    "teacher, 250 steps at 0.003",
                ),
                Bar("labels, 56 steps at 0.01", long, after(far[0], 56)),
                Bar("teacher, 56 steps at 0.01", long, after(far[1], 56)),
            ),
            (
                ("labels, 250 steps at 0.003", "teacher, 250 steps at 0.003"),
                ("labels, 56 steps at 0.01", "teacher, 56 steps at 0.01"),
                ("teacher, 1000 steps at 0.01", "labels, 1000 steps at 0.01"),
            ),
        ),
        Phenomenon(
            "few-bits",
            pipelines("few-bits", *(f"{who}, {bits} bits" for bits in (4, 3, 2) for who in ("labels", "teacher"))),
            (
                ("teacher, 3 bits", "labels, 3 bits"),
                ("teacher, 4 bits", "labels, 4 bits"),
                ("labels, 2 bits", "teacher, 2 bits"),
            ),
        ),
        Phenomenon(
            "two-bits",
            pipelines(
                "two-bits", "labels, rounded", "teacher, rounded", "labels, trained with it", "teacher, trained with it"
            ),
            (
                ("teacher, trained with it", "teacher, rounded"),
                ("labels, trained with it", "labels, rounded"),
                ("teacher, trained with it", "labels, trained with it"),
            ),
        ),
        Phenomenon(
            "as-many-bytes",
            (
                *pipelines("as-many-bytes", "labels throughout", "teacher throughout", "trained with four bits"),
                dense("as-many-bytes", "dense, trained as long as the second", small[1]),
                dense("as-many-bytes", "dense, trained as long as the third", small[2]),
            ),
            (
                ("teacher throughout", "dense, trained as long as the second"),
                ("trained with four bits", "dense, trained as long as the third"),
                ("teacher throughout", "labels throughout"),
            ),
        ),
        Phenomenon(
            "fewer-neurons",
            (
                *pipelines("fewer-neurons", "half taken out", "three in four taken out"),
                dense("fewer-neurons", "dense, trained as long as the first", few[0]),
                dense("fewer-neurons", "dense, trained as long as the second", few[1]),
            ),
            (
                ("half taken out", "dense, trained as long as the first"),
                ("three in four taken out", "dense, trained as long as the second"),
            ),
        ),
        Phenomenon(
            "which-order",
            pipelines("which-order", "pruned first", "quantized first", "quantized first, and not tuned"),
            (
                ("pruned first", "quantized first"),
                ("quantized first", "quantized first, and not tuned"),
            ),
        ),
    ]
