"""A data set that kdviz has never heard of, added while it runs: neither 8×8 pixels nor ten classes."""

from dataclasses import replace

import click.testing
import numpy as np
import pytest
from pydantic import ValidationError

from kdviz import catalog, figures
from kdviz.catalog import CatalogError, DatasetCard
from kdviz.cli import main
from kdviz.cli.shared import experiment_of
from kdviz.datasets import Dataset
from kdviz.datasets.dataset import class_counts, split
from kdviz.experiment import Experiment, Sweep, knob, problems, read_leniently
from kdviz.experiment.packing import chunks
from kdviz.i18n import ENGLISH, Translator
from kdviz.results import ARMS
from kdviz.store import identity, teachers
from kdviz.training.run.steps import finish
from kdviz.training.run.teacher import train as train_teacher
from kdviz.training.schedule import Clock
from kdviz.training.sweep.chunk import train_cells
from kdviz.verdicts.run import verdict
from kdviz.web.parts.text import settings_text
from tests.conftest import run_here, teacher_of
from tests.web.pages import given, open_at, open_page, texts, unfold

CARD = DatasetCard(
    name="stripes",
    title="Stripes",
    summary="A bright row, in one of three places.",
    code="tests.test_made_up_data_set:stripes",
    shape=(1, 6, 5),
    train_per_class=(20, 25, 30),
    validation=30,
    test=45,
)
SMALL = {
    "dataset": "stripes",
    "labels": 12,
    "batch_size": 8,
    "teacher": "conv:4",
    "student": "conv:2",
    "teacher_steps": 60,
    "steps": 12,
    "seeds": 2,
}


# Another data set of the same name: fewer training images.
FEWER = replace(CARD, train_per_class=(10, 12, 15))


def stripes(card: DatasetCard, seed: int) -> Dataset:
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(card.classes), class_counts(card))
    images = rng.normal(0, 0.3, (len(labels), *card.shape))
    images[np.arange(len(labels)), 0, 2 * labels] += 1
    return split(card, images, labels, rng)


@pytest.fixture(autouse=True)
def _stripes():
    catalog.add_data_set(CARD)
    yield
    catalog.remove_data_set(CARD.name)


def test_it_is_there_until_it_is_taken_away():
    catalog.add_data_set(CARD)
    assert Experiment(dataset="stripes").data == CARD
    with pytest.raises(CatalogError, match="There is a data set digits already"):
        catalog.add_data_set(DatasetCard(**{**vars(CARD), "name": "digits"}))
    catalog.remove_data_set("digits")
    assert "digits" in catalog.data_sets(), "only what was added is taken away"
    catalog.remove_data_set("stripes")
    with pytest.raises(ValidationError) as caught:
        Experiment(dataset="stripes")
    names = ", ".join(catalog.data_sets())
    assert [problem.sentence() for problem in problems(caught.value)] == [
        f"dataset is stripes: allowed is one of {names}."
    ]
    with pytest.raises(CatalogError, match=f"There is no data set stripes: allowed is one of {names}"):
        catalog.data_set("stripes")


@pytest.mark.parametrize(
    ("knobs", "sentence"),
    [
        ({"labels": 76}, "labels is 76: allowed are 3 (one for each class) to 75 images, or “all”."),
        ({"labels": 2}, "labels is 2: allowed are 3 (one for each class) to 75 images, or “all”."),
        ({"omit_class": 3}, "omit_class is 3: the classes of this data set are 0 to 2."),
        ({"unlabeled": 16}, "unlabeled is 16: allowed are 0 to 15 images, which is what the labelled ones leave."),
        ({"student": "conv:2x2x2"}, "student is conv:2x2x2: images of 6×5 can be halved 2 times, so at most 2 blocks"),
    ],
)
def test_ranges_follow_its_card(knobs, sentence):
    with pytest.raises(ValidationError) as caught:
        Experiment(dataset="stripes", **knobs)
    assert problems(caught.value)[0].sentence().startswith(sentence)


def test_descriptions_follow_its_card_and_links_are_mended_by_it():
    assert knob("labels", CARD).bounds == (3, 75)
    assert knob("omit_class", CARD).bounds == (0, 2)
    assert knob("labels").bounds == (2, 9600), "the widest of all"
    experiment, changed = read_leniently({"dataset": "stripes", "labels": "5000", "omit_class": "7"})
    assert (experiment.labelled_images, experiment.omit_class) == (CARD.transfer_images(2), 2)
    assert [problem.name for problem in changed] == ["omit_class", "labels"]
    assert experiment_of(None, {"dataset": "stripes", "labels": "all"}).labelled_images == 75
    assert settings_text(Experiment(**SMALL), ENGLISH).startswith("Data set Stripes · Labelled images 12")


@pytest.mark.parametrize("kind", ["classic", "attention", "data-free", "hint", "munge", "similarity"])
def test_kinds_that_look_at_images_or_layers_train_on_it(kind):
    outcome = run_here(Experiment(kind=kind, **SMALL))
    assert outcome.arrays["test_student_logits"].shape == (2, len(ARMS), 45, 3)
    assert outcome.course["inputs"].shape[1:] == (1, 6, 5)
    assert outcome.result.diverged is None


def test_a_run_of_it_is_drawn_and_said():
    outcome = run_here(Experiment(**SMALL, omit_class=1))
    result, _ = outcome.result, Translator("zh_CN")
    assert result.omitted.share == 25 / 75
    assert verdict(result, _)
    assert figures.accuracy_dots(result, _).data
    assert figures.learning_curves(result.curves, result.experiment.seed_list, _).data
    assert figures.accuracy_against("macs", result, _).data
    assert len(figures.softened_table({"teacher": outcome.course["teacher"][:1]}, 4.0, result.experiment.data, _)) == 3


def test_a_map_of_it_is_drawn():
    sweep = Sweep.over(Experiment(**SMALL), {"labels": [3, 40, "all"], "temperature": [2, 8]})
    for chunk in chunks(sweep.cells, "cpu"):
        experiments = [sweep.cells[place].experiment for place in chunk.places]
        for outcome in finish(train_cells(experiments, teacher_of(experiments[0]))):
            assert figures.measures_table(outcome.result.arms, outcome.result.untaught, ENGLISH).size
            assert figures.reliability_diagram(outcome.result, ENGLISH).data


def test_the_page_reads_it_from_a_link_and_draws_its_controls(engine):
    page = open_page(dataset="stripes", labels="900", student="conv:2")
    assert (
        "From the link: labels is 900: allowed are 3 (one for each class) to 75 images, or “all”. 75 is used instead."
        in (texts(page))
    )
    assert page.selectbox(key="knob_dataset").value == "stripes"
    assert page.select_slider(key="knob_labels").options[-2:] == ["75", "all"]
    assert not page.exception
    assert given(page, "curves")


def instead(card: DatasetCard) -> str:
    """Put `card` in the place of the one of its name, and return the digest of what decides a run on it."""
    catalog.remove_data_set(card.name)
    catalog.add_data_set(card)
    return identity.salt(card.name)


def test_what_decides_its_numbers_is_in_the_identity(tmp_path, monkeypatch):
    assert identity.salt("digits") == identity.sources_digest(), "what ships is among the sources"
    before = instead(CARD)
    assert before != identity.sources_digest()
    assert instead(replace(CARD, title="Bars", summary="Other words.", reference="A book")) == before
    for other in ({"shape": (1, 7, 5)}, {"train_per_class": (20, 25, 31)}, {"validation": 31}, {"test": 46}):
        assert instead(replace(CARD, **other)) != before
    monkeypatch.syspath_prepend(tmp_path)
    digests = []
    for text in (
        "def bars(card, seed): return 1",
        "def bars(card, seed): return 2",
        "# One\ndef bars(card, seed): return 1",
    ):
        (tmp_path / "bars_of_a_user.py").write_text(text)
        digests.append(instead(replace(CARD, code="bars_of_a_user:bars")))
    assert digests[0] == digests[2] != digests[1]
    with pytest.raises(CatalogError, match="nowhere:bars has no source file: put it into a module"):
        instead(replace(CARD, code="nowhere:bars"))


def test_the_engine_trains_it_and_answers_only_for_the_same_data(engine):
    experiment = Experiment(**SMALL)
    first = engine.submit(experiment, "somebody")
    assert engine.result(first.job_id).gain == run_here(experiment).result.gain
    assert engine.submit(experiment, "somebody").repeated
    instead(FEWER)
    other = engine.submit(experiment, "somebody")
    assert (other.repeated, other.job_id == first.job_id) == (False, False)
    assert engine.result(other.job_id).arms
    here, kept = finish(train_teacher(experiment, Clock())), teachers.load(engine.history.folder, experiment)
    assert all(np.array_equal(here[name], kept[name]) for name in here), "the teacher is of these images, too"
    sweep = Sweep.over(experiment, {"dataset": ["stripes"], "alpha": [0.5]})
    on_fewer = engine.submit(sweep, "somebody")
    assert engine.result(on_fewer.job_id).cells[0].result
    instead(CARD)
    on_card = engine.submit(sweep, "somebody")
    assert on_card.job_id != on_fewer.job_id
    assert engine.result(on_card.job_id).cells[0].result != engine.result(on_fewer.job_id).cells[0].result


def test_its_runs_and_maps_outlive_it(engine):
    run_id = engine.submit(Experiment(**SMALL), "somebody").job_id
    assert engine.result(run_id)
    sweep_id = engine.submit(Sweep.over(Experiment(**SMALL), {"labels": [12]}), "somebody").job_id
    assert engine.result(sweep_id)
    catalog.remove_data_set("stripes")
    history, gone = engine.history, "The data set stripes is not registered here any more"
    assert run_id in [record.run_id for record in history.runs()]
    assert history.pace() > 0
    assert gone in verdict(history.get(run_id).result)
    for command in (["runs"], ["runs", "--csv"], ["runs", "--json"], ["show", run_id], ["show", run_id, "--json"]):
        printed = click.testing.CliRunner().invoke(main, command)
        assert printed.exit_code == 0, printed.output
        assert run_id[:8] in printed.output
    page = open_at("runs", select=run_id[:8])
    assert not page.exception
    assert any(gone in text for text in texts(page))
    page.button(key=f"open_{run_id}").click().run()
    assert not page.exception
    maps = unfold(open_at("landscapes"))
    assert not maps.error
    maps.selectbox(key="earlier_sweeps").set_value(sweep_id).run()
    assert not maps.exception
    assert [error.value for error in maps.error] == [
        f"There is no data set stripes: allowed is one of {', '.join(catalog.data_sets())}."
    ]
