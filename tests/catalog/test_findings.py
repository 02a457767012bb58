"""What is said of the scenes, what came out, and that page, file and experiments are of one measurement."""

import json

import numpy as np
import pytest

from kdviz.catalog import EVERY_SCENE, FINDINGS, Finding
from kdviz.catalog.findings import FILE
from kdviz.experiment import Compression, Experiment
from kdviz.experiment.attack import Attack
from kdviz.i18n import Translator
from kdviz.lessons import lessons
from kdviz.verdicts.caveats import not_as_said
from tests.cli.test_cli import kdviz
from tools.make_phenomena import DOCS, command, figure, page
from tools.measured import SEEDS, optimism
from tools.phenomena import CHOSEN_ON, phenomena

CLAIMS = {claim.scene: claim for claim in phenomena()}


def test_every_claim_is_put_to_the_test_and_nothing_else():
    assert {name for name, scene in EVERY_SCENE.items() if scene.claim} == CLAIMS.keys() == FINDINGS.keys()


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_what_is_measured_is_the_scene(claim):
    requests, scene = [bar.request for bar in claim.bars], EVERY_SCENE[claim.scene]
    experiment = Experiment(**{**scene.knobs, "seeds": SEEDS})
    if scene.vary:
        assert {each.name: each.text for each in requests[0].vary} == scene.vary
        assert requests[0].experiment == Experiment(**{**scene.knobs, "seeds": CHOSEN_ON[-1]})
    else:
        asked = Attack.of(scene.study, experiment) if scene.study else experiment
        assert (Compression.of(experiment, scene.pipelines) if scene.pipelines else asked) in requests
    kept = json.loads(FILE.read_text("utf-8"))["scenes"][claim.scene]
    assert list(kept["bars"]) == [bar.name for bar in claim.bars]
    assert [(each["first"], each["second"]) for each in kept["findings"]] == [*claim.higher]
    assert kept["runs"] == [*dict.fromkeys(map(command, requests))]


def test_page_and_figure_are_of_what_is_kept():
    kept = json.loads(FILE.read_text("utf-8"))
    assert kept["seeds"] == SEEDS
    assert (DOCS / "phenomena.md").read_text("utf-8") == page(kept["scenes"], kept["lessons"])
    assert (DOCS / "phenomena.svg").read_text("utf-8") == figure(kept["scenes"])


@pytest.mark.parametrize("name", [lesson.name for lesson in lessons().values() if lesson.works])
def test_every_claim_of_a_lesson_is_measured_and_its_task_can_be_solved(name):
    kept = json.loads(FILE.read_text("utf-8"))["lessons"][name]
    claims = [(step, claim) for step in lessons()[name].works for claim in step.claims]
    assert [(each["first"], each["least"], bool(each["task"])) for each in kept] == [
        (claim.first, claim.least, bool(step.free)) for step, claim in claims
    ]
    assert all(each["ending"] == "shown" for each in kept if each["task"])


def test_optimism_is_the_winner_s_score_where_it_was_chosen_less_its_score_elsewhere():
    # Two settings on two blocks of two seeds: each is lucky on one seed.
    scores = np.array([[[0.9, 0.1], [0.4, 0.4]], [[0.5, 0.7], [0.8, 0.6]]])
    assert optimism(1)(scores).tolist() == pytest.approx([0.9 - 0.4, 0.8 - 0.6])
    assert optimism(2)(scores).tolist() == pytest.approx([0.6 - 0.7, 0.7 - 0.6])


@pytest.mark.parametrize(
    ("ci95", "outcome"),
    [((0.1, 3.0), "shown"), ((-1.0, 3.0), "not shown"), ((-3.0, -0.1), "the other way round"), (None, "shown")],
)
def test_an_outcome_is_no_surer_than_its_interval(ci95, outcome):
    assert Finding("a", "b", 1.0, ci95, 16).outcome == outcome


def test_where_a_claim_does_not_come_out_it_is_said(monkeypatch):
    monkeypatch.setitem(FINDINGS, "assistant", [Finding("a", "b", 2.0, (1.0, 3.0), 16)])
    monkeypatch.setitem(FINDINGS, "two-students", [Finding("a", "b", -0.04, (-0.6, 0.5), 16)])
    monkeypatch.setitem(
        FINDINGS, "early-stopped", [Finding("a", "b", 1, (0.5, 1.5), 16), Finding("b", "c", -0.9, (-1.3, -0.5), 16)]
    )
    assert not_as_said("assistant") == not_as_said("few-labels") == ""
    assert not_as_said("two-students") == (
        "It is said that two students that learn together end higher than one alone. Measured here, that was not "
        "shown: −0.04 points, 95 % interval −0.6 to +0.5 over 16 paired seeds."
    )
    assert "the other way round: −0.9 points, 95 % interval −1.3 to −0.5" in not_as_said("early-stopped")
    assert "相反" in not_as_said("early-stopped", Translator("zh_CN"))


def test_the_command_says_it_too():
    listed = json.loads(kdviz("scenes", "--json").stdout)["scenes"]
    text = kdviz("scenes").stdout
    said = {scene["name"]: scene["measured"] for scene in listed if scene["measured"]}
    assert said == {name: not_as_said(name) for name in EVERY_SCENE if not_as_said(name)}
    assert said
    assert all(sentence in text for sentence in said.values())
