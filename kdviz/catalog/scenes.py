"""Ready-made experiments, each made to show one thing."""

from kdviz.catalog.choice import Knobs, Scene
from kdviz.i18n import N_

_NOISE: Knobs = {"kind": "data-free", "labels": 30, "student": "64x32", "steps": 2500, "batch_size": 64}

_ALL = (
    Scene(
        name="few-labels",
        title=N_("Few labels: is a teacher's doubt worth anything?"),
        summary=N_("Sixty labelled digits are few. The teacher saw a thousand, and says which digits look alike."),
        knobs={},
    ),
    Scene(
        name="all-labels",
        title=N_("Does a teacher still help when every label is there?"),
        summary=N_("A small student has every label at hand. What is left to learn from the teacher?"),
        knobs={"labels": "all", "student": "16"},
    ),
    Scene(
        name="noisy-labels",
        title=N_("Whom to trust when labels lie?"),
        summary=N_("Four in ten of the student's labels are wrong. The teacher learned from clean ones."),
        knobs={"labels": "all", "label_noise": 0.4},
    ),
    Scene(
        name="unlabeled",
        title=N_("Are images without labels worth anything?"),
        summary=N_("Sixty labels, and 940 images without any. The teacher answers for those."),
        knobs={"unlabeled": 940},
    ),
    Scene(
        name="omitted-digit",
        title=N_("Can it read a digit that it never saw?"),
        summary=N_("The student sees no 3 at all. Do the teacher's answers to other digits tell of it?"),
        knobs={"labels": "all", "omit_class": 3, "temperature": 20.0, "alpha": 1.0},
        claim=N_(
            "soft targets on other digits teach one that was never seen, and more of it with a bias, while hard "
            "labels teach none of it and a bias does not make up for that"
        ),
    ),
    Scene(
        name="which-part",
        title=N_("Which part of the soft label matters?"),
        summary=N_(
            "The teacher's answers with the wrong classes shuffled: as sure as before, and no longer true. Take the "
            "answers from elsewhere, and compare. The map of this name on Maps has them all."
        ),
        knobs={"labels": 30, "temperature": 10.0, "soft_labels": "permuted"},
        claim=N_(
            "the teacher's answer to this very image is worth more than the mean answer to its class; another image's"
            " is worth less than the labels alone, and one with the wrong classes permuted less still"
        ),
    ),
    Scene(
        name="smoothed-teacher",
        title=N_("Does the better teacher teach better?"),
        summary=N_("This teacher was trained on blurred labels. Does it answer better, and does it teach better?"),
        knobs={"labels": 30, "temperature": 10.0, "teacher_smoothing": 0.3},
        claim=N_("a teacher trained on smoothed labels is the better one and the worse teacher"),
    ),
    Scene(
        name="early-stopped",
        title=N_("Should the teacher fall silent halfway?"),
        summary=N_(
            "All labels, a small student, and a teacher that falls silent halfway. Compare with one that stays."
        ),
        knobs={"labels": "all", "student": "16", "distill_until": 0.5},
        claim=N_(
            "a teacher that falls silent halfway does less harm to a small student with all labels than one that stays"
        ),
    ),
    Scene(
        name="unlabeled-only",
        title=N_("Can it learn without any label?"),
        summary=N_(
            "The student sees 940 images and no label; the other one has sixty labels. The teacher answers for them."
        ),
        knobs={"kind": "unlabeled"},
        claim=N_("940 images without labels that the teacher answers teach more than sixty labels"),
    ),
    Scene(
        name="synthetic",
        title=N_("Can thirty images become eighteen hundred?"),
        summary=N_("Pixels of neighbours are swapped, and the teacher answers what comes out."),
        knobs={"kind": "munge", "labels": 30},
        claim=N_(
            "synthetic images around thirty real ones, answered by the teacher, teach more than its answers to the "
            "thirty"
        ),
    ),
    Scene(
        name="noise-uniform",
        title=N_("Can it learn to read from noise?"),
        summary=N_("The student sees nothing but noise, and what the teacher says of it. Then it is shown digits."),
        knobs=_NOISE,
        claim=N_(
            "students that saw nothing but noise, and what the teacher says of it, read digits better than by guessing"
        ),
    ),
    Scene(
        name="noise-only",
        title=N_("Does noise with the digits' pixels say more?"),
        summary=N_("Noise again, each pixel as often dark or light as in the teacher's images."),
        knobs={**_NOISE, "noise": "marginals"},
        claim=N_("noise with the pixels' own frequencies teaches more than uniform noise"),
    ),
    Scene(
        name="born-again",
        title=N_("Does each generation get better?"),
        summary=N_("Born again: each generation learns from the one before."),
        knobs={"kind": "self", "labels": "all", "student": "64", "generations": 3},
        claim=N_("a student taught by its own kind becomes better than its teacher, generation after generation"),
    ),
    Scene(
        name="three-teachers",
        title=N_("Do three teachers teach more than one?"),
        summary=N_("Three teachers that differ in their seeds answer together. Compare with one of them."),
        knobs={"kind": "ensemble", "labels": 30},
        claim=N_(
            "a student of three teachers knows more than a student of one, as the three together know more than one"
        ),
    ),
    Scene(
        name="two-students",
        title=N_("Can two students teach each other?"),
        summary=N_("No teacher: each listens to what the other thinks at that moment."),
        knobs={"kind": "mutual", "labels": 30},
        claim=N_("two students that learn together end higher than one alone"),
    ),
    Scene(
        name="assistant",
        title=N_("Is someone in between worth it?"),
        summary=N_("A network of middle size learns from the teacher and teaches a very small one."),
        knobs={"kind": "assistant", "labels": 300, "student": "8"},
        claim=N_("between a large teacher and a very small student an assistant helps"),
    ),
    Scene(
        name="no-teacher",
        title=N_("Is it only the softness?"),
        summary=N_("A made-up teacher that knows nothing of likeness: its labels are softer, and that is all."),
        knobs={"kind": "teacher-free", "labels": 30},
        claim=N_("softer labels alone do not give what a teacher gives"),
    ),
    Scene(
        name="gateway",
        title=N_("Can a tiny student guard a gateway?"),
        summary=N_("200 labelled flows hold 14 attacks. The teacher saw them all, and answers for 4,000 flows more."),
        knobs={"dataset": "flows", "labels": 200, "unlabeled": 4000},
        claim=N_(
            "a student of under 1 kB misses fewer attacks with a teacher than with the same few labels alone, in 8-bit"
            " integers, too; with every label at hand a teacher does not help"
        ),
    ),
    Scene(
        name="one-seed",
        title=N_("What does one run prove?"),
        summary=N_("One seed gives one number without an interval. Change the first seed and run again."),
        knobs={"labels": 300, "student": "8", "seeds": 1},
    ),
)

# On published data, which must be got first: see `PublishedCard`. docs/hinton.md says what came out.
_PUBLISHED = (
    Scene(
        name="hinton",
        title=N_("Does the method's first experiment come out here?"),
        summary=N_(
            "Hinton, Vinyals and Dean distilled on MNIST. Here small students learn from 6,000 of its images, in less "
            "than a minute."
        ),
        knobs={
            "dataset": "mnist",
            "labels": 6000,
            "student": "30x30",
            "temperature": 2.5,
            "steps": 1000,
            "batch_size": 64,
            "teacher_steps": 1500,
        },
    ),
)

SCENES = {scene.name: scene for scene in _ALL}
PUBLISHED_SCENES = {scene.name: scene for scene in _PUBLISHED}
