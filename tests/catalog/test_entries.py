import dataclasses
import inspect
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel

import kdviz
from kdviz import catalog
from kdviz.catalog import Knob
from kdviz.catalog.fetched import folder_of
from kdviz.experiment import Compression, Experiment

# They read a format, or what has no card that ships.
READERS = {"idx", "own", "photographs", "cards", "preprocessing", "rows"}
PACKAGE = Path(kdviz.__file__).parent
CHOICES = [*catalog.KINDS.values(), *catalog.data_sets().values(), *catalog.NETWORKS.values()]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.name)
def test_every_choice_is_described_and_implemented(choice):
    assert choice.title
    assert choice.summary.endswith(".")
    assert callable(catalog.named(choice.code))


@pytest.mark.parametrize("room", ["datasets", "networks"])
def test_every_card_has_its_file_and_every_file_its_card(room):
    def names(folder: Path) -> set[str]:
        return {path.stem for path in folder.glob("*.py")} - {"__init__", "dataset", "network", *READERS}

    cards = [import_module(f"kdviz.catalog.{room}.{name}").ENTRY for name in names(PACKAGE / "catalog" / room)]
    assert {card.code.partition(":")[0].rpartition(".")[2] for card in cards} == names(PACKAGE / room)


@pytest.mark.parametrize("scene", catalog.SCENES.values(), ids=lambda scene: scene.name)
def test_every_scene_is_an_experiment(scene):
    assert re.fullmatch(r"[a-z-]+", scene.name)
    experiment = Experiment(**scene.knobs)
    for name, value in scene.knobs.items():
        assert getattr(experiment, name) == value != Experiment.model_fields[name].default


@pytest.mark.parametrize("scene", catalog.PUBLISHED_SCENES.values(), ids=lambda scene: scene.name)
def test_every_scene_on_published_data_is_an_experiment_once_that_is_here(scene, tmp_path, monkeypatch):
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path))
    with pytest.raises(ValueError, match=f"kdviz data get {scene.knobs['dataset']}"):
        Experiment(**scene.knobs)
    folder_of(str(scene.knobs["dataset"])).mkdir(parents=True)
    experiment = Experiment(**scene.knobs)
    assert scene.name not in catalog.SCENES
    for name, value in scene.knobs.items():
        assert getattr(experiment, name) == value != Experiment.model_fields[name].default


@pytest.mark.parametrize("scene", catalog.COMPRESSION_SCENES.values(), ids=lambda scene: scene.name)
def test_every_scene_of_a_compression_is_one(scene):
    assert re.fullmatch(r"[a-z-]+", scene.name)
    assert scene.name not in catalog.SCENES
    compression = Compression.of(Experiment(**scene.knobs), scene.pipelines)
    assert compression.pipelines == scene.pipelines, "written in the one way"


def test_scenes_start_with_the_default_experiment():
    assert Experiment(**next(iter(catalog.SCENES.values())).knobs) == Experiment()


@pytest.mark.parametrize("card", catalog.KINDS.values(), ids=lambda card: card.name)
def test_every_kind_says_when_it_is_for_what_it_costs_and_what_goes_where(card):
    assert card.when.endswith(".")
    assert card.price.endswith(".")
    assert card.reference
    assert any(flow.target == "student" for flow in card.diagram)
    assert callable(catalog.named(card.recipe))
    taken = set(inspect.signature(catalog.named(card.code)).parameters)
    assert {*card.weights, "smoothing"} <= taken
    members = {name for name, knob in card.own_knobs.items() if knob.varies == "member"}
    assert members == taken & set(card.own_knobs), "what a sweep may vary inside a population is what the loss reads"
    assert set(card.usual) <= set(Experiment.model_fields)
    for stage in card.stages:
        assert stage.knob in Experiment.model_fields
        assert stage.name
        assert "{step}" in stage.says


def test_a_kind_s_file_bears_its_name():
    for card in catalog.KINDS.values():
        assert card.needs is import_module(f"kdviz.catalog.kinds.{card.name.replace('-', '_')}").ENTRY.needs


def test_every_formula_belongs_to_a_kind_or_is_shared():
    files = {path.stem for path in (PACKAGE / "objectives").glob("*.py")}
    cards = catalog.KINDS.values()
    codes = {card.code for card in cards} | {stage.code for card in cards for stage in card.stages if stage.code}
    assert all(callable(catalog.named(code)) for code in codes)
    used = {code.split(":")[0].rpartition(".")[2] for code in codes}
    # Of no kind's own: the teachers' objective, and what formulas are made of.
    assert files - used == {"__init__", "supervised", "terms", "geometry"}
    recipes = {path.stem for path in (PACKAGE / "training" / "run" / "recipes").glob("*.py")} - {"__init__"}
    assert recipes == {card.recipe.split(":")[0].rpartition(".")[2] for card in catalog.KINDS.values()}


def test_a_formula_is_what_heads_the_objective_s_module():
    for card in catalog.KINDS.values():
        module = sys.modules[catalog.named(card.code).__module__]
        formula = catalog.formula(card.code)
        assert formula
        assert inspect.getdoc(module).endswith(formula)
    assert catalog.formula("kdviz.cli:main") == ""


def test_two_descriptions_of_one_knob_are_refused():
    class Other(BaseModel):
        alpha: Annotated[float, Knob(label="α", help="Another one.", widget="slider", bounds=(0, 2))] = 0.5

    other = dataclasses.replace(catalog.KINDS["classic"], name="other", knobs=Other)
    with pytest.raises(TypeError, match="describes the knob alpha anew"):
        catalog.kind_knobs({**catalog.KINDS, "other": other})
