"""Ready-made attacks, each made to show one thing: a study with the experiment that it is usually made of."""

from kdviz.catalog.choice import Scene
from kdviz.i18n import N_

_ALL = (
    Scene(
        name="masked-gradient",
        title=N_("Does a high temperature defend?"),
        summary=N_("A net distilled at T = 100 seems to withstand an attack. Let the attacker divide by T, too."),
        knobs={"labels": "all", "student": "64", "temperature": 100.0, "steps": 600},
        study="temperature",
        claim=N_("a net that is distilled at a high temperature withstands attacks"),
    ),
    Scene(
        name="stolen-answers",
        title=N_("Can it be stolen?"),
        summary=N_("A thief asks the teacher and trains a student on its answers. What should it give away?"),
        knobs={"labels": "all", "student": "64", "temperature": 4.0, "steps": 400},
        study="steal",
        claim=N_("logits tell a thief more than labels, and full probabilities more than tenths"),
    ),
    Scene(
        name="betrayed-images",
        title=N_("Does it betray whose data it saw?"),
        summary=N_("A student never saw the images that taught its teacher. Can one tell from it which they were?"),
        knobs={"labels": 100, "student": "32", "teacher": "64x64", "temperature": 4.0, "seeds": 16},
        study="membership",
        claim=N_("a student betrays images that only its teacher saw, and more so where labels are wrong"),
    ),
)

ATTACK_SCENES = {scene.name: scene for scene in _ALL}
