"""Adding something: the files to touch are as many as docs/architecture.md says, shown on a copy of kdviz."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kdviz
from kdviz.catalog.shipped import assets

PACKAGE, ROOT = Path(kdviz.__file__).parent, Path(__file__).parents[1]

KIND = {
    "catalog/kinds/made_up.py": """
from typing import Annotated

from kdviz.catalog.kind import Flow, Kind, Stage
from kdviz.catalog.knob import Knob
from kdviz.catalog.problem import Problem
from kdviz.catalog.shared_knobs import Temperature


class MadeUpKnobs(Temperature):
    push: Annotated[
        float, Knob(label="Push", help="How hard.", widget="slider", bounds=(0, 1), varies="member")
    ] = 0.5
    rounds: Annotated[int, Knob(label="Rounds", help="How many.", widget="number", bounds=(1, 9))] = 2


def images(settings):
    return None if settings.data.is_image else Problem("kind", settings.kind, "it needs images", nearest="classic")


ENTRY = Kind(
    name="made-up",
    title="Made up",
    summary="A kind of a test's.",
    family="alone",
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
# A kind of work with a page: nothing of the engine, the store or the web's session is touched.
WORK = {
    "experiment/made_up_count.py": """
from pydantic import BaseModel, ConfigDict


class Count(BaseModel):
    model_config = ConfigDict(frozen=True)

    far: int
""",
    "results/made_up_count.py": """
from dataclasses import dataclass

from kdviz.results import Status


@dataclass(frozen=True)
class CountRecord:
    job_id: str
    status: Status
    reached: int | None
""",
    "training/made_up_count.py": """
def count(far, _clock):
    for number in range(1, far + 1):
        yield {"number": number}
    return far
""",
    "engine/jobs/made_up_count.py": """
from kdviz.engine.jobs.job import Heard, Piece, Stage, Told, Upshot
from kdviz.experiment.made_up_count import Count
from kdviz.results import Status
from kdviz.results.made_up_count import CountRecord
from kdviz.store.ledger import Asked, Final


class CountJob:
    kind = "count"
    requests = Count
    lost, given_up, unfinished = "Lost ({reason}).", "Lost {times} times.", "{job} was {status}."

    def __init__(self, _job_id, request, _kept):
        self._far, self._reached = request.far, None

    @classmethod
    def asked(cls, request):
        return Asked(cls.kind, f"{request.far:064x}", request.model_dump(mode="json"))

    def pieces(self, _device):
        return [Piece(0, (Stage("kdviz.training.made_up_count:count", (self._far,)),))]

    def heard(self, piece, news):
        return Heard(news["number"] / self._far, news)

    def delivered(self, piece, delivery):
        if delivery.failure is None:
            (self._reached,) = delivery.results
        return Upshot(failure=delivery.failure)

    def final(self):
        return Final([], {"reached": self._reached}, {})

    @staticmethod
    def known(row, places):
        return len(places), 1

    @staticmethod
    def event(seq, payload):
        return Told(seq=seq, payload=payload)

    @staticmethod
    def record(session, row):
        return CountRecord(row.id, Status(row.status), row.result and row.result["reached"])

    @staticmethod
    def result(record):
        return record.reached


JOB = CountJob
""",
    "figures/made_up_count.py": """
import plotly.graph_objects as go


def counted(record):
    return go.Figure(go.Bar(y=[record.reached]))
""",
    "web/views/made_up_count/__init__.py": """
from kdviz.web.session.pages import Page

PAGE = Page("made_up_count", "Count", ":material/tag:", order=99)
""",
    "web/views/made_up_count/page.py": """
import streamlit as st

from kdviz.figures.made_up_count import counted
from kdviz.results import Status
from kdviz.results.made_up_count import CountRecord

st.plotly_chart(counted(CountRecord("job", Status.FINISHED, 3)))
""",
    "cli/made_up_count.py": """
import click


@click.command()
def count():
    \"\"\"Count.\"\"\"
""",
    "cli/__init__.py": """
COMMANDS["count"] = ("kdviz.cli.made_up_count:count", "Count.")
""",
}
METHOD = {
    "catalog/methods/snap.py": """
from typing import Annotated

from kdviz.catalog.knob import Knob
from kdviz.catalog.method import Method, MethodKnobs


class SnapKnobs(MethodKnobs):
    below: Annotated[float, Knob(label="Below", help="How small.", bounds=(0, 1))]


ENTRY = Method(
    name="snap",
    title="Snap",
    summary="Small biases snap to zero.",
    code="kdviz.compression.snap:snap",
    example="snap=0.5",
    knobs=SnapKnobs,
    written=("below",),
    compresses=True,
)
""",
    "compression/snap.py": '''"""Snapping.

b = 0 where |b| < below
"""

import torch


def snap(student, knobs, noise):
    parameters = {
        name: torch.where(values.abs() < knobs.below, 0.0, values) if name.endswith("bias") else values
        for name, values in student.parameters.items()
    }
    return student._replace(parameters=parameters)
''',
}
# A lesson, and what it says in the other language.
LESSON = {
    "lessons/courses/made_up.py": """
from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Choice, Do, Lesson, Look, Reason, TakeAway, Why
from kdviz.lessons.told import HELPS, PAIR, either

LESSON = Lesson(
    N_("Does a made-up teacher help?"),
    (
        Ask(N_("Will it help?"), Choice((N_("It may"), N_("It may not")), either("a", "b"))),
        Do(N_("Train {seeds} made-up pairs."), Experiment(labels=30, seeds=2), PAIR, (HELPS,)),
        Do(N_("Look at a made-up digit."), Look(4)),
        Why(N_("Why made up?"), (Reason("1", N_("Yes, so."), holds=True), Reason("2", "-"), Reason("3", "-"))),
        TakeAway(N_("One file is enough.")),
    ),
)
""",
    "locale/zh_CN/LC_MESSAGES/kdviz.po": """
msgid "Does a made-up teacher help?"
msgstr "编的老师有用吗？"

msgid "Will it help?"
msgstr "会有用吗？"

msgid "It may"
msgstr "也许会"

msgid "It may not"
msgstr "也许不会"

msgid "Train {seeds} made-up pairs."
msgstr "训练 {seeds} 对编的学生。"

msgid "Look at a made-up digit."
msgstr "看一个编的数字。"

msgid "Why made up?"
msgstr "为什么要编？"

msgid "Yes, so."
msgstr "对，就这样。"

msgid "One file is enough."
msgstr "一个文件就够了。"
""",
}
ALL = {
    "a kind": (KIND, 3),
    "a data set": (DATA_SET, 2),
    "a knob": (KNOB, 1),
    "a method": (METHOD, 2),
    "a kind of work with a page": (WORK, 10),
    "a lesson": (LESSON, 2),
}
USED = """
import base64

import torch
from click.testing import CliRunner
from safetensors.numpy import load
from streamlit.testing.v1 import AppTest

from kdviz import figures
from kdviz.catalog import named
from kdviz.cli import main
from kdviz.engine.jobs import kinds
from kdviz.engine.jobs.job import Delivery
from kdviz.experiment import Compression, Experiment, Sweep, problems, read_leniently
from kdviz.experiment.work import stages_work
from kdviz.figures.values import value_text
from kdviz.i18n import ENGLISH
from kdviz.training.compress.pipelines import train_pipelines
from kdviz.training.run import teacher
from kdviz.training.run.distill import distill
from kdviz.training.run.steps import finish
from kdviz.training.schedule import Clock
from kdviz.web.session.pages import pages
from tests.web.pages import open_home, query

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
compression = Compression.of(experiment.model_copy(update={"kind": "classic"}), ["distill, snap=1.0"])
snapped, _whole = finish(train_pipelines(compression.experiment, ["distill,snap=1", "distill"], weights))
biases = load(base64.b64decode(snapped.result.weights))["layers.1.bias"]
assert snapped.result.stages[-1].stage == "snap=1" and not biases.any()
said = CliRunner().invoke(main, ["run", "--help"]).output
for flag in ("--push", "--rounds", "--patience", "stripes", "made-up"):
    assert flag in said, flag

assert CliRunner().invoke(main, ["count"]).exit_code == 0
job = next(job for job in kinds() if job.kind == "count")
count = job("job", job.requests(far=3), {})
(piece,) = count.pieces("cpu")
(stage,) = piece.stages
heard = []
reached = finish(named(stage.task)(*stage.arguments, Clock()), heard.append)
assert [count.heard(piece, news).share for news in heard] == [1 / 3, 2 / 3, 1]
assert count.delivered(piece, Delivery((reached,))).failure is None
assert count.final().result == {"reached": 3}
assert "made-up Does a made-up teacher help?" in CliRunner().invoke(main, ["lessons"]).output.splitlines()
lesson = open_home(lesson="made-up", lang="zh_CN")
assert lesson.title[0].value == "编的老师有用吗？"
lesson.radio(key="lesson_choice_made-up_0_zh_CN").set_value("a").run()
asked = [lesson.subheader[-1].value]
for _step in range(4):
    lesson.button(key="lesson_next").click().run()
    assert not lesson.exception, lesson.exception
    asked.append(lesson.subheader[-1].value)
    if asked[-1] == "为什么要编？":
        lesson.radio(key="why_made-up_3_zh_CN").set_value("a").run()
        assert lesson.success[0].value == "对，就这样。"
assert asked[:2] == ["会有用吗？", "训练 2 对编的学生。"] and asked[3:] == ["为什么要编？", "一个文件就够了。"], asked
assert query(lesson) == {"lang": "zh_CN", "lesson": "made-up", "step": "5", "answers": "a..d.a.d"}
(page,) = [page for page in pages() if page.name == "made_up_count"]
shown = AppTest.from_file(page.script, default_timeout=600).run()
assert not shown.exception, shown.exception


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
    # With what is compiled already: a file that is not changed has its time, too.
    shutil.copytree(PACKAGE, copy)
    (tmp_path / "assets").symlink_to(assets())
    for files, _most in ALL.values():
        for name, text in files.items():
            path = copy / name
            path.parent.mkdir(exist_ok=True)
            path.write_text((path.read_text("utf-8") if path.exists() else "") + text, "utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, ROOT))),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    script = tmp_path / "used.py"
    script.write_text(USED, "utf-8")
    ended = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-3000:]
