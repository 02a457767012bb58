"""Ready-made searches, each made to show one thing; and the scenes of all requests."""

from kdviz.catalog.attack_scenes import ATTACK_SCENES
from kdviz.catalog.choice import Scene
from kdviz.catalog.compression_scenes import COMPRESSION_SCENES
from kdviz.catalog.scenes import PUBLISHED_SCENES, SCENES
from kdviz.i18n import N_

_ALL = (
    Scene(
        name="lucky-winner",
        title=N_("How lucky was the winner?"),
        summary=N_("Search on one repeat, then on 2 and on 8. How far is the winner's score too good?"),
        knobs={"labels": 60, "seeds": 1},
        vary={"temperature": "1:20:log", "alpha": "0:1", "learning_rate": "0.001:0.1:log"},
        claim=N_("the fewer repeats a setting is chosen on, the better its score looks than it is"),
    ),
)

SEARCH_SCENES = {scene.name: scene for scene in _ALL}
EVERY_SCENE = SCENES | PUBLISHED_SCENES | COMPRESSION_SCENES | SEARCH_SCENES | ATTACK_SCENES
