"""Adding something: the files to touch are as many as docs/architecture.md says, shown on a copy of kdviz."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kdviz

PACKAGE = Path(kdviz.__file__).parent

KIND = {
    "catalog/kinds/made_up.py": """
from typing import Annotated

from kdviz.catalog.kind import Flow, Kind, Stage
from kdviz.catalog.knob import Knob
from kdviz.catalog.problem import Problem
from kdviz.catalog.shared_knobs import Temperature


class MadeUpKnobs(Temperature):
    push: Annotated[
        float, Knob(label="Push", help="How hard.", widget="slider", minimum=0, maximum=1, varies="member")
    ] = 0.5
    rounds: Annotated[int, Knob(label="Rounds", help="How many.", widget="number", minimum=1, maximum=9)] = 2


def images(settings):
    return None if settings.data.is_image else Problem("kind", settings.kind, "it needs images", nearest="classic")


ENTRY = Kind(
    name="made-up",
    title="Made up",
    summary="A kind of a test's.",
    code="kdviz.objectives.made_up:made_up",
    when="Never.",
    price="Nothing.",
    diagram=(Flow("teacher", "student", "a push"),),
    knobs=MadeUpKnobs,
    weights=("push",),
    needs=(images,),
    recipe="kdviz.training.run.recipes.made_up:made_up",
    stages=(Stage(name="round", says="{which}: {step} of {steps}, {seconds} s", knob="rounds", work=lambda s: 1e9),),
)
""",
    "objectives/made_up.py": '''"""Made up.

CE(z_s, y)  +  push·mean (z_s − z_t)²
"""

from kdviz.objectives.terms import hard_term


def made_up(student, teacher, labels, *, push, temperature, smoothing=0.0):
    apart = ((student.logits - teacher.logits.detach()) / temperature).square().mean()
    return hard_term(student.logits[: len(labels)], labels, smoothing) + push * apart
''',
    "training/run/recipes/made_up.py": """
def made_up(bench):
    for place in range(bench.experiment.rounds):
        yield bench.told(bench.stage, place + 1, bench.experiment.rounds)
    return bench.plan()
""",
}
DATA_SET = {
    "catalog/datasets/stripes.py": """
from kdviz.catalog.choice import DatasetCard

ENTRY = DatasetCard(
    name="stripes",
    title="Stripes",
    summary="A bright row.",
    code="kdviz.datasets.stripes:load",
    shape=(1, 6, 5),
    train_per_class=(20, 25, 30),
    validation=30,
    test=45,
)
""",
    "datasets/stripes.py": """
import numpy as np

from kdviz.datasets.dataset import class_counts, split


def load(card, seed):
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(card.classes), class_counts(card))
    return split(card, rng.normal(0, 1, (len(labels), *card.shape)), labels, rng)
""",
}
# A knob in the one file of those that every kind shares: at its end, where the last group of them is.
KNOB = {
    "experiment/knobs.py": """
    patience: Annotated[
        Literal["low", "high"],
        Knob(label="Patience", help="Of the student.", widget="choice", choices={"low": "little", "high": "a lot"}),
    ] = "low"
"""
}
ALL = {"a kind": (KIND, 3), "a data set": (DATA_SET, 2), "a knob": (KNOB, 1)}
USED = """
import torch
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from kdviz import figures
from kdviz.cli import main
from kdviz.experiment import Experiment, Sweep, problems, read_leniently
from kdviz.experiment.work import stages_work
from kdviz.figures.values import value_text
from kdviz.i18n import ENGLISH
from kdviz.training.run import teacher
from kdviz.training.run.distill import distill
from kdviz.training.run.steps import finish
from kdviz.training.schedule import Clock

torch.set_num_threads(1)
experiment, changed = read_leniently(
    {"dataset": "stripes", "kind": "made-up", "push": "7", "patience": "high", "labels": "12", "student": "4",
     "teacher": "8", "teacher_steps": "5", "steps": "5", "seeds": "2"}
)
assert [problem.sentence() for problem in changed] == ["push is 7: allowed is a number from 0 to 1."]
assert (experiment.push, experiment.patience, stages_work(experiment)) == (1, "high", 1e9)
assert value_text("patience", "high", ENGLISH) == "a lot"
assert "push" not in Experiment().canonical() and "patience" in Experiment().canonical()
assert read_leniently({"kind": "made-up", "dataset": "moons"})[0].kind == "classic"
assert len(Sweep.over(experiment, {"rounds": [1, 2]}).cells) == 2
told = []
weights = finish(teacher.train(experiment, Clock()))
outcome = finish(distill(experiment, "run", weights, Clock()), told.append)
assert outcome.arrays["test_student_logits"].shape == (2, 3, 45, 3)
assert [news.name for news in told if news is not None and news.stage == "stage"] == ["round", "round"]
assert figures.accuracy_dots(outcome.result, ENGLISH).data
said = CliRunner().invoke(main, ["run", "--help"]).output
for flag in ("--push", "--rounds", "--patience", "stripes", "made-up"):
    assert flag in said, flag


def widgets():
    import streamlit as st

    from kdviz.catalog import data_set
    from kdviz.experiment import Experiment
    from kdviz.i18n import ENGLISH
    from kdviz.web.parts.knob_widget import knob_widget

    for name in ("dataset", "kind", "push", "rounds", "patience"):
        st.session_state[f"knob_{name}"] = getattr(Experiment(kind="made-up"), name)
        knob_widget(name, data_set("stripes"), ENGLISH)


page = AppTest.from_function(widgets, default_timeout=600).run()
assert not page.exception, page.exception
assert page.slider(key="knob_push").max == 1
assert page.number_input(key="knob_rounds").max == 9
assert page.selectbox(key="knob_patience").options == ["little", "a lot"]
assert "Stripes" in page.selectbox(key="knob_dataset").options
assert "Made up" in page.selectbox(key="knob_kind").options
"""


@pytest.mark.parametrize(("files", "most"), ALL.values(), ids=ALL)
def test_no_more_files_than_the_documentation_says(files, most):
    assert len(files) <= most


def test_what_is_added_so_is_trained_drawn_set_from_a_link_and_in_the_help(tmp_path):
    copy = tmp_path / "kdviz"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for files, _most in ALL.values():
        for name, text in files.items():
            path = copy / name
            path.write_text((path.read_text() if path.exists() else "") + text)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    script = tmp_path / "used.py"
    script.write_text(USED)
    ended = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-3000:]
