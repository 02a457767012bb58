"""Ready-made compressions, each made to show one thing."""

from kdviz.catalog.choice import Scene
from kdviz.i18n import N_

_ALL = (
    Scene(
        name="repair",
        title=N_("Does a teacher repair a cut?"),
        summary=N_("Four in five weights are cut. Then 250 steps repair the student: by labels, or with the teacher."),
        knobs={},
        pipelines=(
            "train,prune=0.8,tune=labels:250",
            "train,prune=0.8,tune=teacher:250",
            "distill,prune=0.8,tune=teacher:250",
        ),
        claim=N_("with few labels a teacher repairs a cut of four weights in five better than the labels do"),
    ),
    Scene(
        name="repair-all-labels",
        title=N_("Does it repair with every label there?"),
        summary=N_("The same cut, and a student that has all thousand labels."),
        knobs={"labels": "all"},
        pipelines=("train,prune=0.8,tune=labels:250", "distill,prune=0.8,tune=teacher:250"),
        claim=N_("a teacher repairs a cut better than the labels do, also where every label is there"),
    ),
    Scene(
        name="how-long",
        title=N_("How long must one tune?"),
        summary=N_("Nine weights in ten are cut. When does the student with teacher overtake the other?"),
        knobs={},
        pipelines=(
            "train,prune=0.9,tune=labels:1000:0.01",
            "distill,prune=0.9,tune=teacher:1000:0.01",
            "train,prune=0.9,tune=labels:250",
            "distill,prune=0.9,tune=teacher:250",
        ),
        claim=N_("a short tuning makes a teacher look harmful, and a long one shows what it is worth"),
    ),
    Scene(
        name="few-bits",
        title=N_("How few bits does the gain survive?"),
        summary=N_("Weights get four, three and two bits after training. Does the teacher's gain get through?"),
        knobs={},
        pipelines=tuple(f"{first},quantize={bits}" for bits in (4, 3, 2) for first in ("train", "distill")),
        claim=N_("what a teacher gives survives three bits a weight, and two turn it into harm"),
    ),
    Scene(
        name="two-bits",
        title=N_("Can two bits be enough?"),
        summary=N_("Every weight is −1, 0 or 1 times one number. Does it help to train with that?"),
        knobs={},
        pipelines=(
            "train,quantize=2",
            "distill,quantize=2",
            "train,quantize=2:aware:250",
            "distill,quantize=2:aware:teacher:250",
        ),
        claim=N_(
            "two bits are too few for a student that is rounded after training, and not for one that trains with them; "
            "then the teacher is worth something again"
        ),
    ),
    Scene(
        name="as-many-bytes",
        title=N_("Compress a student, or take a smaller one?"),
        summary=N_("Four in five weights cut, four bits for the rest: 709 bytes. A dense student of eight takes 672."),
        knobs={},
        pipelines=(
            "train,prune=0.8,tune=labels:250,quantize=4",
            "distill,prune=0.8,tune=teacher:250,quantize=4",
            "distill,prune=0.8,tune=teacher:250,quantize=4:aware:teacher:250",
        ),
        claim=N_("a compressed student beats a dense one of as many bytes that has trained as long"),
    ),
    Scene(
        name="fewer-neurons",
        title=N_("Take neurons out, or take a smaller student?"),
        summary=N_(
            "Half of the neurons are taken out, or three in four. Small students train just as long beside them."
        ),
        knobs={},
        pipelines=("distill,shrink=0.5,tune=teacher:250", "distill,shrink=0.75,tune=teacher:250"),
        claim=N_("a large student that lost its neurons beats a small one that has trained as long"),
    ),
    Scene(
        name="which-order",
        title=N_("Prune first, or quantize first?"),
        summary=N_("The same stages in both orders, tuned after each. And once without the last tuning."),
        knobs={},
        pipelines=(
            "distill,prune=0.8,tune=teacher:250,quantize=4:aware:teacher:250",
            "distill,quantize=4:aware:teacher:250,prune=0.8,tune=teacher:250",
            "distill,quantize=4:aware:teacher:250,prune=0.8",
        ),
        claim=N_("one prunes before one quantizes, and never cuts without a tuning after it"),
    ),
)

COMPRESSION_SCENES = {scene.name: scene for scene in _ALL}
