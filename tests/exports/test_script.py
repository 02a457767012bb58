import ast
import contextlib
import io
import json
import sys

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.datasets import load_wine

import kdviz
from kdviz import datasets
from kdviz.catalog import KINDS, CatalogError
from kdviz.experiment import Experiment
from kdviz.exports.checks.script import ran
from kdviz.exports.formats import notebook
from kdviz.exports.registry import formats
from kdviz.exports.script.written import script_of
from kdviz.exports.scripted import verified
from kdviz.results import RunFailedError
from kdviz.store.own import kept_at
from tests.conftest import run_here

QUICK = {"teacher": "16", "teacher_steps": 40, "steps": 24, "seeds": 2}
# One experiment a kind, and what else a script must do as the app does.
EXPERIMENTS = {
    "classic": {"t_squared": False, "reduction": "mean", "temperature": 2},
    "logits": {"kind": "logits", "dataset": "gaussians"},
    "smoothing": {"kind": "smoothing", "dataset": "circles"},
    "standardized": {"kind": "standardized", "dataset": "spirals"},
    "unlabeled": {"kind": "unlabeled", "unlabeled": 50},
    "teacher-free": {"kind": "teacher-free", "dataset": "moons"},
    "decoupled": {"kind": "decoupled", "first_seed": 7},
    "similarity": {"kind": "similarity", "similarity_weight": 30},
    "attention": {"kind": "attention", "student": "conv:2", "teacher": "conv:2"},
    "relational": {"kind": "relational", "unlabeled": 40, "alpha": 0.5},
    "noise": {"label_noise": 0.3, "omit_class": 3, "unlabeled": 100, "data_seed": 2, "teacher_seed": 1},
    "sgd": {"optimizer": "sgd", "teacher_optimizer": "sgd", "learning_rate": 0.05, "teacher_smoothing": 0.1},
    "until": {"distill_until": 0.5, "student": "linear", "labels": "all"},
    "convnet": {"student": "conv:2x4"},
    "wine": {"dataset": "wine", "labels": 30},
    "breast-cancer": {"dataset": "breast-cancer", "kind": "relational", "data_seed": 3},
}


def printed(script: str) -> dict[str, list[float]]:
    told = io.StringIO()
    with contextlib.redirect_stdout(told), torch.random.fork_rng(devices=[]):
        exec(compile(script, "script", "exec"), {"__name__": "__main__"})
    return {name: [*map(float, values)] for name, *values in map(str.split, told.getvalue().splitlines())}


@pytest.mark.parametrize("name", [*EXPERIMENTS])
def test_a_script_trains_the_students_that_the_app_does(name):
    experiment = Experiment(**{**QUICK, **EXPERIMENTS[name]})
    script, result = script_of(experiment), run_here(experiment).result
    found = verified(result, printed(script))
    assert (found.images, found.max_logit_difference) == (experiment.data.test, None)
    assert found.agreement >= 0.6
    # It holds no result, is short, and asks for nothing but what scikit-learn and torch bring.
    assert all(f"{value:.3f}" not in script for arm in result.arms.values() for value in arm.accuracy if value < 0.98)
    lines = script.splitlines()
    assert (len(lines) <= 150, max(map(len, lines)) <= 120) == (True, True)
    modules = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for node in ast.walk(ast.parse(script))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert modules - sys.stdlib_module_names <= {"torch", "sklearn", "numpy"}


def test_the_longest_script_is_short():
    longest = Experiment(kind="relational", student="conv:8x16", teacher="256x256", omit_class=3)
    assert len(script_of(longest).splitlines()) <= 150


def test_every_kind_has_a_script_or_a_sentence_that_says_why_not():
    written = {KINDS[knobs.get("kind", "classic")].name for knobs in EXPERIMENTS.values()}
    for kind, card in KINDS.items():
        experiment = Experiment.shared(**{**QUICK, "kind": kind, "student": "conv:4", "teacher": "conv:8x8"})
        if kind not in written:
            assert card.stages or card.brings(experiment) or card.further_students(experiment)
            with pytest.raises(CatalogError, match=f"with kind {kind}: the script format knows attention, classic,"):
                script_of(experiment)
    for knobs in ({"teacher_dropout": 0.5}, {"soft_labels": "random"}):
        ((name, value),) = knobs.items()
        with pytest.raises(CatalogError, match=f"no script of a run with {name} {value}: allowed is"):
            script_of(Experiment(**QUICK, **knobs))


@pytest.mark.parametrize("name", ["wine", "breast-cancer"])
def test_the_script_of_a_table_parts_and_prepares_its_rows_to_the_bit(name):
    known = {}
    exec(script_of(Experiment(dataset=name, data_seed=5)).split("\n\n\ndef batches")[0], known)
    expected = datasets.load(name, 5)
    np.testing.assert_array_equal(known["inputs"].numpy(), expected.inputs)
    for part in ("labels", "train", "validation", "test"):
        np.testing.assert_array_equal(known[part], getattr(expected, part))


def test_flows_have_no_script_since_their_rules_are_too_long():
    with pytest.raises(CatalogError, match="no script of a run on flows: its rules take more lines than a script may"):
        script_of(Experiment(dataset="flows"))


def own_run(source, name, monkeypatch, **wishes) -> tuple[Experiment, str]:
    """Return an experiment on an own data set, and its script, which then finds the kept rows."""
    data = kdviz.data.add(source, name, **wishes)
    experiment = Experiment(**{**QUICK, "dataset": data.name, "labels": 20, "batch_size": 8, "student": "8"})
    monkeypatch.setattr(sys, "argv", ["run.py", str(kept_at(data.name))])
    return experiment, script_of(experiment)


@pytest.mark.parametrize("kind", ["table", "parted table", "pictures"])
def test_the_script_of_own_data_reads_the_kept_rows_and_prepares_them_to_the_bit(kind, monkeypatch, tmp_path):
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path))
    rng = np.random.default_rng(0)
    label, source = rng.permutation(np.repeat(["no", "yes"], [140, 60])), {}
    if kind == "pictures":
        source = {"images": rng.integers(0, 256, (200, 8, 8), np.uint8), "labels": (label == "yes").astype(int)}
        np.savez(tmp_path / "pictures.npz", **source)
        experiment, script = own_run(tmp_path / "pictures.npz", kind, monkeypatch)
    else:
        source["amount"] = np.where(rng.random(200) < 0.2, np.nan, 1e9 + rng.normal(0, 5, 200))
        source["color"] = np.where(rng.random(200) < 0.1, None, np.array(["a", "b", "c"])[rng.integers(0, 3, 200)])
        if kind == "parted table":
            source["split"] = np.array(["train", "validation", "test"])[rng.integers(0, 3, 200)]
        experiment, script = own_run(pd.DataFrame({**source, "label": label}), kind, monkeypatch, label="label")
    known = {}
    exec(script.split("\n\n\ndef batches")[0], known)
    expected = datasets.load(experiment.dataset, experiment.data_seed)
    np.testing.assert_array_equal(known["inputs"].numpy(), expected.inputs)
    for part in ("labels", "train", "validation", "test"):
        np.testing.assert_array_equal(known[part], getattr(expected, part))
    assert len(script.splitlines()) <= 150


def test_the_script_of_an_own_table_is_run_on_its_rows_and_trains_the_same_students(monkeypatch, tmp_path):
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path))
    wine = load_wine(as_frame=True).frame.assign(grown=["hill", "plain"] * 89)
    experiment, script = own_run(wine, "my wine", monkeypatch, label="target")
    *_going, told = stepped(ran(script, 3, experiment.dataset))
    result = run_here(experiment).result
    assert verified(result, told).agreement >= 0.6
    with pytest.raises(CatalogError, match=r"of kind relational on my wine would take 1\d\d lines: allowed are 150"):
        script_of(Experiment(**{**experiment.changes(), "kind": "relational"}))


def test_neither_script_nor_notebook_holds_what_opens_own_data_and_a_title_is_no_code(monkeypatch, tmp_path):
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path))
    title = '"""; raise SystemExit; """ \\x \\'
    experiment, text = own_run((np.arange(96).reshape(48, 2), ["a", "b"] * 24), title, monkeypatch)
    assert ast.get_docstring(ast.parse(text)).startswith("'''; raise SystemExit; ''' /x /: a teacher 16")
    for name in ("script", "notebook"):
        (content,) = formats()[name].write(experiment).values()
        assert experiment.dataset.encode() not in content


def stepped(going):
    """Yield what a generator yields, and then what it returns."""
    yield (yield from going)


def test_a_script_that_comes_out_otherwise_is_not_offered():
    result = run_here(Experiment(**QUICK)).result
    exact = {arm: [*measured.accuracy] for arm, measured in result.arms.items()}
    assert verified(result, exact).agreement == 1
    near = {**exact, "hard": [exact["hard"][0] + 2 / 500, exact["hard"][1] - 2 / 500]}
    assert verified(result, near).agreement == pytest.approx(2 / 3)
    for apart in ([exact["hard"][0] + 3 / 500, exact["hard"][1] - 3 / 500], [each + 2 / 500 for each in exact["hard"]]):
        with pytest.raises(RunFailedError, match=r"A student of the script \(hard\) ends"):
            verified(result, {**exact, "hard": apart})


def test_a_notebook_is_the_script_in_cells_with_a_plot_and_questions():
    experiment = Experiment(**QUICK)
    made = json.loads(notebook.write(experiment)[".ipynb"])
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
    first, *code, last = made["cells"]
    assert (first["cell_type"], last["cell_type"]) == ("markdown", "markdown")
    assert "".join(last["source"]).startswith("## Questions to think about")
    assert len({cell["id"] for cell in made["cells"]}) == len(made["cells"]) >= 8
    *cells, plot = ["".join(cell["source"]) for cell in code]
    assert "plt.plot" in plot
    assert printed("\n".join(cells)) == printed(script_of(experiment))
