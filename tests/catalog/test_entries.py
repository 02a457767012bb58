import re
from pathlib import Path

import pytest

import kdviz
from kdviz import catalog
from kdviz.experiment import Experiment

PACKAGE = Path(kdviz.__file__).parent
CHOICES = [*catalog.KINDS.values(), *catalog.DATASETS.values(), *catalog.NETWORKS.values()]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.name)
def test_every_choice_is_described_and_implemented(choice):
    assert choice.title
    assert choice.summary.endswith(".")
    assert callable(catalog.implementation(choice))


@pytest.mark.parametrize("room", ["datasets", "networks"])
def test_every_card_has_its_file_and_every_file_its_card(room):
    def names(folder: Path) -> set[str]:
        return {path.stem for path in folder.glob("*.py")} - {"__init__", "dataset", "network"}

    assert names(PACKAGE / "catalog" / room) == names(PACKAGE / room)


@pytest.mark.parametrize("scene", catalog.SCENES.values(), ids=lambda scene: scene.name)
def test_every_scene_is_an_experiment(scene):
    assert re.fullmatch(r"[a-z-]+", scene.name)
    experiment = Experiment(**scene.knobs)
    for name, value in scene.knobs.items():
        assert getattr(experiment, name) == value != Experiment.model_fields[name].default


def test_scenes_start_with_the_default_experiment():
    assert Experiment(**next(iter(catalog.SCENES.values())).knobs) == Experiment()
