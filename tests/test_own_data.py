"""An own data set from a file to a verdict: known by its content, like any other, and gone when it is removed."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import click.testing
import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import kdviz
from kdviz import catalog
from kdviz.catalog import CatalogError
from kdviz.cli import main
from kdviz.datasets import load
from kdviz.datasets.rows import raw_rows
from kdviz.experiment import Experiment, problems
from kdviz.home import home
from kdviz.intake.refused import RefusedError
from kdviz.results import RunFailedError
from kdviz.store import own
from kdviz.store.database import StoreError
from kdviz.store.samples import MissingFileError
from kdviz.store.whose import HOST, of_visitor
from kdviz.verdicts.data import remarks
from kdviz.verdicts.run import verdict
from tests.conftest import run_here
from tests.intake.files import TABLE, folders, zipped
from tests.intake.test_bad_files import BAD

SMALL = {"labels": 9, "batch_size": 8, "teacher": "16", "student": "4", "teacher_steps": 40, "steps": 12, "seeds": 2}


@pytest.fixture(autouse=True)
def _a_home(tmp_path, monkeypatch):
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path / "home"))


def wine(**columns) -> pd.DataFrame:
    frame = load_wine(as_frame=True).frame
    return frame.assign(**columns)


def test_it_is_found_by_its_name_and_its_fingerprint_and_follows_from_its_content(tmp_path):
    data = kdviz.data.add(wine(), "my wine", label="target")
    path = tmp_path / "other.csv"
    wine().to_csv(path, index=False)
    again = kdviz.data.add(path, "from a file")
    assert again.name == data.name
    assert [each.title for each in kdviz.data.list()] == ["from a file"], "its owner calls it so now"
    named = Experiment(dataset="from a file", **SMALL)
    assert named.dataset == data.name
    assert named == Experiment(dataset=data.description.fingerprint, **SMALL)
    kdviz.data.rename("from a file", "wine of 1991")
    assert Experiment(dataset="wine of 1991", **SMALL).digest() == named.digest()
    changed = kdviz.data.add(wine(alcohol=12.0), "changed", label="target")
    assert changed.name != data.name
    assert Experiment(dataset="changed", **SMALL).digest() != named.digest()
    assert named.data.called(2) == "2"
    with pytest.raises(ValueError, match="dataset is nothing: allowed is one of"):
        Experiment(dataset="nothing")


def test_preprocessing_is_scikit_learns_fitted_on_training_rows_alone():
    frame = wine(color=["red", "white", None] * 59 + ["red"])
    frame.loc[5, "alcohol"] = np.nan
    # The one rosé is no training row with the second seed.
    frame.loc[2, "color"] = "rosé"
    data = kdviz.data.add(frame, "wines", label="target")
    for seed, known in ((0, ["red", "rosé", "white"]), (1, ["red", "white"])):
        dataset = load(data.name, seed)
        numbers = frame.drop(columns=["target", "color"])
        filled = numbers.fillna(numbers.iloc[dataset.train].median())
        scaler = make_pipeline(StandardScaler()).fit(filled.iloc[dataset.train])
        trained = frame.iloc[dataset.train].dropna(subset="color")
        encoder = OneHotEncoder(handle_unknown="ignore").fit(trained[["color"]])
        assert encoder.categories_[0].tolist() == known
        colors = pd.DataFrame(encoder.transform(frame[["color"]]).toarray(), columns=known)
        expected = np.hstack([scaler.transform(filled), colors.reindex(columns=["red", "rosé", "white"], fill_value=0)])
        np.testing.assert_allclose(dataset.inputs, expected, rtol=1e-6, atol=1e-6)
        rows = raw_rows(data.card, seed)
        np.testing.assert_array_equal(rows.inputs(rows.values), dataset.inputs)
        parts = np.concatenate([dataset.train, dataset.validation, dataset.test])
        assert sorted(parts) == list(range(178))
        assert np.bincount(dataset.labels[dataset.train]).tolist() == list(data.card.train_per_class) == [35, 43, 29]
        assert (len(dataset.validation), len(dataset.test)) == (data.card.validation, data.card.test) == (27, 44)
    assert not np.array_equal(load(data.name, 0).train, load(data.name, 1).train)


def test_the_file_may_say_the_parts():
    frame = wine(split=["train", "validation", "test", "train"] * 44 + ["train"] * 2)
    dataset = load(kdviz.data.add(frame, "wines", label="target").name, 3)
    assert dataset.validation.tolist() == list(range(1, 177, 4))


def test_a_run_of_it_and_its_end(engine, monkeypatch, home):
    monkeypatch.setenv("KDVIZ_HOME", str(home))
    before = {*Path(home).rglob("*.safetensors")}
    # No other run has these values.
    data = kdviz.data.add(wine().drop(columns="ash"), "wine to lose", label="target")
    experiment = Experiment(dataset="wine to lose", **SMALL)
    run_id = engine.submit(experiment, "somebody").job_id
    result = engine.result(run_id)
    assert verdict(result)
    arrays = engine.history.arrays(run_id, "arrays")
    assert arrays["test_inputs"].shape == (44, 12)
    assert engine.submit(Experiment(dataset=data.name, **SMALL), "somebody").repeated
    kdviz.data.remove("wine to lose")
    left = {*Path(home).rglob("*.safetensors")} - before
    assert not [path for path in left if path.parent.name in (data.name, "datasets")]
    assert "The data of this run was removed" in verdict(engine.history.get(run_id).result)
    with pytest.raises(MissingFileError, match="missing or damaged"):
        engine.history.arrays(run_id, "arrays")
    with pytest.raises(CatalogError, match="is not here: it was removed"):
        catalog.data_set(data.name)
    for name in ("onnx", "c"):
        with pytest.raises(CatalogError, match="is not here: it was removed"):
            kdviz.export(run_id, name, home / "late.file")


def test_a_built_in_data_set_stays_when_an_equal_own_one_goes(engine, monkeypatch, home):
    monkeypatch.setenv("KDVIZ_HOME", str(home))
    data = kdviz.data.add(wine(), "a copy", label="target")
    ids = [engine.submit(Experiment(dataset=name, **SMALL), name).job_id for name in ("wine", data.name)]
    assert len({engine.result(run_id).fingerprint for run_id in ids}) == 1
    built_in, copy = ids
    kdviz.data.remove("a copy")
    assert engine.history.arrays(built_in, "arrays")["test_inputs"].shape == (44, 13)
    assert "was removed" not in verdict(engine.history.get(built_in).result)
    assert "The data of this run was removed" in verdict(engine.history.get(copy).result)


def test_whose_it_is():
    ann, bob = of_visitor("ann"), of_visitor("bob")
    data = kdviz.data.add(wine(), "wines", label="target")
    own.let_go(data.name, HOST)
    description, arrays = data.description, {"labels": np.zeros(1)}
    for who, title in ((ann, "of Ann"), (bob, "wines")):
        own.keep(description, arrays, title, who)
    assert [each.title for each in own.owned(ann)] == ["of Ann"]
    with pytest.raises(CatalogError, match="no data set of Ann of yours"):
        own.find("of Ann", bob)
    assert catalog.data_set(data.name), "who has its name, as in a link, sees it"
    own.let_go(data.name, ann)
    assert (own.owned(ann), len(own.owned(bob))) == ([], 1)
    own.let_go(data.name, bob)
    assert data.name not in catalog.data_sets()


def test_adding_and_removing_at_once_leaves_each_owner_theirs_or_nothing():
    data = kdviz.data.add(wine(), "wines", label="target")
    arrays = own.values(data.name)
    own.let_go(data.name, HOST)

    def comes_and_goes(who: str) -> None:
        for _round in range(25):
            own.keep(data.description, arrays, "mine", who)
            assert [each.title for each in own.owned(who)] == ["mine"]
            assert len(own.values(data.name)["labels"]) == 178
            own.let_go(data.name, who)
            assert own.owned(who) == []

    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(comes_and_goes, of_visitor(name)) for name in ("ann", "bob", "eve")]:
            done.result()
    assert not [path for path in (home() / own.FOLDER).iterdir() if path.is_dir()]


def test_what_was_left_half_way_goes_with_the_next_data_set(monkeypatch):
    def fails(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(own, "_write_note", fails)
        with pytest.raises(StoreError):
            kdviz.data.add(wine(), "wines", label="target")
    assert kdviz.data.list() == []
    with monkeypatch.context() as stuck:
        stuck.setattr(own, "shutil", SimpleNamespace(rmtree=fails))
        first = kdviz.data.add(wine(alcohol=11.0), "in spite of it", label="target")
        assert len([*(home() / own.FOLDER).iterdir()]) == 3, "with what is left and the lock"
    own.let_go(first.name, HOST)
    data = kdviz.data.add(wine(alcohol=12.0), "others", label="target")
    assert [path.name for path in (home() / own.FOLDER).iterdir() if path.is_dir()] == [data.name]


def test_what_is_gone_is_not_renamed():
    data = kdviz.data.add(wine(), "wines", label="target")
    own.let_go(data.name, HOST)
    with pytest.raises(CatalogError, match="is not here"):
        own.rename(data.name, "others")


def test_what_a_visitor_keeps_is_bounded(monkeypatch):
    monkeypatch.setattr(own, "LIMITS", own.LIMITS.model_copy(update={"visitor_data_bytes": 20_000}))
    data = kdviz.data.add(wine(), "wines", label="target")
    other = data.description.model_copy(update={"fingerprint": "0" * 64})
    with pytest.raises(StoreError, match="Your data sets would take 0 MB"):
        own.keep(other, {"numbers": np.zeros(9000)}, "mine", of_visitor("ann"))
    monkeypatch.setattr(own, "LIMITS", own.LIMITS.model_copy(update={"visitor_data_bytes": 10_000}))
    with pytest.raises(StoreError, match="Your data sets would take 0 MB"):
        own.keep(data.description, {}, "the same", of_visitor("ann"))


@pytest.mark.parametrize("title", ["", "x" * 61, "digits", "0123456789abcdef"])
def test_a_name_is_short_and_nobody_elses(title):
    with pytest.raises(CatalogError):
        kdviz.data.add(wine(), title, label="target")
    assert not kdviz.data.list()


def test_values_that_are_not_on_the_computer_that_trains_are_said(monkeypatch, tmp_path):
    data = kdviz.data.add(wine(), "wines", label="target")
    experiment = Experiment(dataset=data.name, **SMALL)
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path / "elsewhere"))
    with pytest.raises(RunFailedError, match="it needs the same KDVIZ_HOME"):
        own.values(data.name)
    with pytest.raises(CatalogError, match="another KDVIZ_HOME"):
        run_here(experiment)


def test_arrays_and_pictures():
    data = kdviz.data.add((np.arange(24).reshape(12, 2), ["a", "b"] * 6), "arrays")
    assert (data.description.shape, data.description.classes) == ((2,), ("a", "b"))
    colored = np.random.default_rng(0).integers(0, 255, (12, 8, 8, 3), np.uint8)
    pictures = kdviz.data.add((colored, ["猫", "狗"] * 6), "猫狗")
    inputs = load(pictures.name, 0).inputs
    assert inputs.shape == (12, 3, 8, 8)
    np.testing.assert_array_equal(inputs[3, 1], colored[3, :, :, 1].astype(np.float32) / 255)


REMARKS = {
    "a leak": ({"copy": lambda t: t * 2 + 1}, "The column copy alone tells 100 % of the labels"),
    "a constant": ({"same": lambda t: t * 0}, "Columns that never change: same."),
    "a number of the row": ({"row": lambda t: np.arange(len(t))}, "Columns that only number the rows: row."),
}


@pytest.mark.parametrize(("columns", "said"), REMARKS.values(), ids=REMARKS)
def test_columns_that_tell_too_much_or_nothing_are_said(columns, said):
    shuffled = wine().sample(frac=1, random_state=0)
    frame = shuffled.assign(**{name: made(shuffled["target"].to_numpy()) for name, made in columns.items()})
    told = remarks(kdviz.data.add(frame, "wines", label="target").description)
    assert any(sentence.startswith(said) for sentence in told)
    clean = remarks(kdviz.data.add(shuffled, "clean", label="target").description)
    assert not any("column" in sentence.lower() for sentence in clean)


def test_a_leak_is_found_however_many_rows_come_before_it():
    split = (["train"] * 100 + ["validation", "test"]) * 400
    label = np.repeat([0, 1], len(split) // 2)
    frame = pd.DataFrame({"x": np.arange(len(split)) % 7, "copy": label, "target": label, "split": split})
    facts = added(frame).facts
    assert (facts.leak, facts.leaked) == ("copy", 1.0)


def test_rows_that_flatter_or_mislead_are_said():
    frame = wine()
    doubled = pd.concat([frame, frame.head(40)])
    assert any("Of the rows of validation and test, in another part, too" in each for each in remarks(added(doubled)))
    apart = frame.assign(split=np.resize(["train", "validation", "test"], len(frame)))
    apart = pd.concat([apart, apart[apart["split"] == "test"].tail(1).assign(split="validation")])
    assert "Of the rows of validation and test, in another part, too: 2." in " ".join(remarks(added(apart)))
    other = frame.head(9).assign(target=2)
    assert "Equal rows with different labels: 18." in " ".join(remarks(added(pd.concat([frame, other]))))
    rare = frame[(frame["target"] != 2) | (frame.index >= 174)]
    said = " ".join(remarks(added(rare)))
    assert "Classes with fewer than 5 rows: 2." in said
    assert "The largest class is 18 times the smallest" in said
    assert "Who always answers “1” gets" in said
    assert re.search(r"The test has only \d+ rows, each \d[.]\d % of it", said)


def test_remarks_say_of_which_split_they_are():
    said = "Shares, duplicates and leaks are those of the first split, data seed 0."
    frame = wine()
    assert remarks(added(frame))[-1] == said
    parted = frame.assign(split=np.resize(["train", "validation", "test"], len(frame)))
    assert said not in remarks(kdviz.data.add(parted, "parted", label="target").description)
    assert f"look: {said}\n" in invoke("show", "data 178").stdout


def test_remarks_call_pictures_pictures_and_rows_rows():
    colored = np.random.default_rng(0).integers(0, 255, (12, 8, 8), np.uint8)
    said = " ".join(remarks(kdviz.data.add((colored, ["猫", "狗"] * 6), "猫狗").description))
    assert re.search(r"The test has only \d pictures", said)
    assert "rows" not in said


def added(frame):
    data = kdviz.data.add(frame, f"data {len(frame)}", label="target")
    return data.description


def invoke(*arguments):
    return click.testing.CliRunner().invoke(main, ["data", *arguments])


def test_the_commands(tmp_path):
    path = tmp_path / "wine.csv"
    wine().to_csv(path, index=False)
    made = json.loads(invoke("add", str(path), "--label", "target", "--name", "酒", "--json").stdout)
    assert (made["name"], made["rows"], made["classes"]) == ("酒", 178, {"0": 59, "1": 71, "2": 48})
    listed = json.loads(invoke("list", "--json").stdout)["data"]
    assert [each["dataset"] for each in listed] == [made["dataset"]]
    assert json.loads(invoke("show", "酒", "--json").stdout) == made
    assert "酒" in invoke("list").stdout
    assert "assumed" not in invoke("show", made["dataset"][:6]).stdout
    fewer = json.loads(invoke("add", str(path), "--name", "less", "--without", "alcohol", "--json").stdout)
    assert fewer["shape"] == [12]
    assert [each["option"] for each in fewer["assumed"]] == ["label"]
    assert json.loads(invoke("remove", "酒", "less", "--json").stdout) == {
        "removed": [made["dataset"], fewer["dataset"]]
    }
    assert json.loads(invoke("list", "--json").stdout) == {"data": []}
    missing = invoke("show", "酒")
    assert missing.exit_code
    assert missing.stderr == "kdviz: There is no data set 酒 of yours: “kdviz data add FILE” adds one.\n"


def test_the_command_says_how_columns_are_read_and_reads_them_as_told(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "size,kind,label\n" + "".join(f"{'-' if i % 3 else i},{'xyz'[i % 3]},{'ab'[i % 2]}\n" for i in range(90))
    )
    said = invoke("add", str(path)).stdout
    assert "assumed: Cells of “-” are read as missing: 60. Columns: size.\n" in said
    assert "assumed: Columns taken as categories: kind.\n" in said
    wishes = ("--name", "other", "--category", "size", "--without", "kind")
    told = json.loads(invoke("add", str(path), *wishes, "--json").stdout)
    assert [each["use"] for each in told["columns"]] == ["category", "left out", "label"]
    assert [each["option"] for each in told["assumed"]] == ["label"]
    data = kdviz.data.add(path, "same", label="label", category=("size",), without=("kind",))
    assert data.description.fingerprint == told["fingerprint"]


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_of_a_bad_file_nothing_is_kept(tmp_path, content, said):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    done = invoke("add", str(path))
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    with pytest.raises(RefusedError) as caught:
        kdviz.data.add(path)
    assert done.stderr == f"kdviz: {caught.value.sentence()}\n"
    assert not (tmp_path / "home").exists()


def test_experiments_name_what_is_wrong_with_a_title():
    kdviz.data.add((np.arange(24).reshape(12, 2), ["a", "b"] * 6), "mine")
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - what it says is looked at
        Experiment(dataset="mine", labels=99)
    assert problems(caught.value)[0].sentence().startswith("labels is 99: allowed are 2 (one for each class) to 7")


def test_a_table_and_a_zip_by_command(tmp_path):
    for name, content in (("t.csv", TABLE.encode()), ("p.zip", zipped(folders()))):
        (tmp_path / name).write_bytes(content)
        assert "classes:" in invoke("add", str(tmp_path / name)).stdout
    assert [each.title for each in own.owned()] == ["p", "t"]


@pytest.mark.parametrize(("built_in", "made"), [("wine", load_wine), ("breast-cancer", load_breast_cancer)])
def test_a_table_that_ships_added_as_csv_is_the_same_to_the_bit(tmp_path, built_in, made):
    made(as_frame=True).frame.to_csv(tmp_path / "copy.csv", index=False)
    data = kdviz.data.add(tmp_path / "copy.csv", "copy", label="target")
    for seed in (0, 7):
        ours, theirs = load(data.name, seed), load(built_in, seed)
        for part in ("inputs", "labels", "train", "validation", "test"):
            np.testing.assert_array_equal(getattr(ours, part), getattr(theirs, part))
    shipped = catalog.data_set(built_in)
    assert (data.card.shape, data.card.train_per_class) == (shipped.shape, shipped.train_per_class)
