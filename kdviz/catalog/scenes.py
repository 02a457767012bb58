"""Ready-made experiments, each made to show one thing."""

from kdviz.catalog.choice import Scene
from kdviz.i18n import N_

_ALL = (
    Scene(
        name="few-labels",
        title=N_("Few labels: distillation helps"),
        summary=N_(
            "Sixty labelled digits are few. The teacher, who saw a thousand, passes on how alike the digits are."
        ),
        knobs={},
    ),
    Scene(
        name="all-labels",
        title=N_("All labels: distillation can hurt"),
        summary=N_("With every label at hand a small student has little left to learn from the teacher."),
        knobs={"labels": "all", "student": "16"},
    ),
    Scene(
        name="noisy-labels",
        title=N_("Noisy labels: the teacher corrects them"),
        summary=N_(
            "Four in ten of the student's labels are wrong; the teacher learned from clean ones and contradicts them."
        ),
        knobs={"labels": "all", "label_noise": 0.4},
    ),
    Scene(
        name="unlabeled",
        title=N_("Unlabelled images: the teacher labels them"),
        summary=N_("Sixty labels and 940 images without: only a teacher can make use of those."),
        knobs={"unlabeled": 940},
    ),
    Scene(
        name="omitted-digit",
        title=N_("A digit never seen"),
        summary=N_("The student sees no 3 at all; the teacher's soft targets on other digits still tell of it."),
        knobs={"labels": "all", "omit_class": 3, "temperature": 20.0, "alpha": 1.0},
    ),
    Scene(
        name="which-part",
        title=N_("Which part of the soft label matters"),
        summary=N_(
            "The teacher's answers with the wrong classes shuffled: as sure as before, and no longer true. Choose "
            "where the answers are taken from, and compare."
        ),
        knobs={"labels": 30, "temperature": 10.0, "soft_labels": "permuted"},
    ),
    Scene(
        name="smoothed-teacher",
        title=N_("A better teacher that teaches worse"),
        summary=N_("A teacher trained on smoothed labels may answer better and say less about the wrong classes."),
        knobs={"labels": 30, "temperature": 10.0, "teacher_smoothing": 0.3},
    ),
    Scene(
        name="early-stopped",
        title=N_("Distill first, then leave it to the labels"),
        summary=N_(
            "All labels, a small student: does it help when the teacher falls silent halfway? Compare with one that "
            "stays."
        ),
        knobs={"labels": "all", "student": "16", "distill_until": 0.5},
    ),
    Scene(
        name="unlabeled-only",
        title=N_("Images without any label"),
        summary=N_(
            "The student sees 940 images and no label; its twin has sixty labels. The teacher answers for them."
        ),
        knobs={"kind": "unlabeled"},
    ),
    Scene(
        name="synthetic",
        title=N_("From thirty images, eighteen hundred"),
        summary=N_("Pixels of neighbours are swapped, and the teacher answers what comes out."),
        knobs={"kind": "munge", "labels": 30},
    ),
    Scene(
        name="noise-only",
        title=N_("No digit at all"),
        summary=N_("The student sees nothing but noise, and what the teacher says of it. Then it is shown digits."),
        knobs={
            "kind": "data-free",
            "labels": 30,
            "noise": "marginals",
            "student": "64x32",
            "steps": 1000,
            "batch_size": 64,
        },
    ),
    Scene(
        name="born-again",
        title=N_("Born again, generation after generation"),
        summary=N_("Each generation learns from the one before. Does it get better?"),
        knobs={"kind": "self", "labels": "all", "student": "64", "generations": 3},
    ),
    Scene(
        name="three-teachers",
        title=N_("Three teachers in one student"),
        summary=N_("Three teachers that differ in their seeds answer together; compare with what one of them teaches."),
        knobs={"kind": "ensemble", "labels": 30},
    ),
    Scene(
        name="two-students",
        title=N_("Two students teach each other"),
        summary=N_(
            "No teacher: each listens to what the other thinks at that moment. Is that more than the labels say?"
        ),
        knobs={"kind": "mutual", "labels": 30},
    ),
    Scene(
        name="assistant",
        title=N_("Someone in between"),
        summary=N_("A network of middle size learns from the teacher and teaches a very small one. Is it worth it?"),
        knobs={"kind": "assistant", "labels": 300, "student": "8"},
    ),
    Scene(
        name="no-teacher",
        title=N_("Is it only the softness?"),
        summary=N_("A made-up teacher that knows nothing of likeness: softer labels, and no dark knowledge."),
        knobs={"kind": "teacher-free", "labels": 30},
    ),
    Scene(
        name="one-seed",
        title=N_("Why one run proves nothing"),
        summary=N_("One seed gives one number without an interval. Change the first seed and run again."),
        knobs={"labels": 300, "student": "8", "seeds": 1},
    ),
)

SCENES = {scene.name: scene for scene in _ALL}
