"""Attacks through the engine: three studies, going on, and that they are found again."""

import pytest
import torch

import kdviz
from kdviz.attacks.answers import ANSWERS
from kdviz.catalog import named
from kdviz.datasets import load
from kdviz.engine.jobs.attack import AttackJob
from kdviz.engine.jobs.job import Delivery
from kdviz.experiment import Experiment
from kdviz.experiment.attack import TRUTH, Attack
from kdviz.measures import difference
from kdviz.results import Status
from kdviz.store.names import ATTACK
from kdviz.training.attack import steal, temperature
from kdviz.training.run.steps import finish
from tests.conftest import teacher_of

TINY = {"teacher": "16", "teacher_steps": 40, "student": "8", "steps": 25}
SEEDS = 5
STUDIES = {
    "temperature": (
        Experiment(**TINY, seeds=SEEDS, labels="all", temperature=50.0),
        {"bounds": [0.1], "attacker_temperatures": [1.0]},
    ),
    "steal": (Experiment(**TINY, seeds=2, labels="all"), {"queries": [10, 40]}),
    "membership": (
        Experiment(**TINY, seeds=2, labels=40),
        {"temperatures": [1.0], "noises": [0.3], "sizes": ["12"]},
    ),
}


@pytest.fixture(scope="module")
def records(engine):
    """One attack of each study, which the tests of this file share."""
    return {study: kdviz.attack(study, base, **settings) for study, (base, settings) in STUDIES.items()}


@pytest.mark.parametrize("study", STUDIES)
def test_an_attack_has_an_interval_for_every_number_and_a_verdict(records, study):
    record = records[study]
    assert record.status is Status.FINISHED
    assert record.result.rows
    for row in record.result.rows:
        for known in row.numbers.values():
            assert 0 <= known.mean <= 1
            assert known.ci95[0] <= known.mean <= known.ci95[1]
    assert record.result.gaps
    assert record.verdict
    assert kdviz.Attacks().get(record.attack_id[:9]) == record
    assert record.attack_id in [each.attack_id for each in kdviz.Attacks().all()]


def test_a_bound_of_nothing_changes_nothing_and_a_wider_one_hurts_more(records):
    base, _settings = STUDIES["temperature"]
    record = kdviz.attack("temperature", base, bounds=[0.0, 0.1, 0.3], bound=0.1, attacker_temperatures=[1.0])
    for net in ("plain", "distilled", "hardened"):
        clean = record.result.find(net=net, attack="none").numbers["accuracy"].mean
        of_bounds = record.result.all(net=net, attack="fgsm", on="published")
        accuracies = [row.numbers["accuracy"].mean for row in of_bounds]
        assert accuracies[0] == clean
        assert accuracies == sorted(accuracies, reverse=True)


def test_gaps_are_paired_within_seeds(records):
    record, attack = (
        records["membership"],
        Attack.of("membership", STUDIES["membership"][0], **STUDIES["membership"][1]),
    )
    (part,) = (piece_of(attack, seeds) for seeds in attack.parts)
    aucs = {row.what["net"]: row.numbers["auc"] for row in reversed(part.tried)}
    gap = difference(aucs["control"], aucs["student_other"], paired=True)
    assert record.result.gaps[0].gap.mean == pytest.approx(gap.mean, abs=1e-3)


def piece_of(attack, seeds):
    """Return what some seeds of an attack come to in this process."""
    task = named(f"kdviz.training.attack.{attack.study}:{attack.study}")
    given = () if attack.study == "membership" else (teacher_of(attack.experiment),)
    return finish(task(attack.on(seeds), *given, None))


def test_seeds_in_two_parts_are_the_same_nets(double):
    base, settings = STUDIES["temperature"]
    attack = Attack.of("temperature", Experiment(**{**base.changes(), "steps": 8}), **settings)
    whole = piece_of(attack, (0, 2))
    parts = [piece_of(attack, (seed, 1)) for seed in (0, 1)]
    for row, first, other in zip(whole.tried, *(part.tried for part in parts), strict=True):
        assert row.what == first.what == other.what
        for name, values in row.numbers.items():
            assert values == [*first.numbers[name], *other.numbers[name]]


def test_an_attack_goes_on_from_the_seeds_that_are_kept():
    base = Experiment(**{**TINY, "steps": 8}, seeds=SEEDS, labels="all")
    attack = Attack.of("steal", base, queries=[10], sources=["data"])
    job = AttackJob("", attack, {})
    first, second = job.pieces("cpu")
    upshot = job.delivered(first, Delivery((piece_of(attack, attack.parts[0]),)))
    assert not upshot.pieces
    again = AttackJob("", attack, {place: part.outcome for place, part in upshot.parts.items()})
    (left,) = again.pieces("cpu")
    assert left == second
    (last,) = again.delivered(left, Delivery((piece_of(attack, attack.parts[1]),))).pieces
    (stage,) = last.stages
    assert not again.delivered(last, Delivery((finish(named(stage.task)(*stage.arguments, None)),))).pieces
    assert [row["what"]["gives"] for row in again.final().result["rows"]] == [*ANSWERS, TRUTH]


def test_what_an_honest_user_gets_has_intervals_and_is_paired_over_the_test_images(records):
    served = {each.gives: each for each in records["steal"].result.served}
    assert [*served] == [*ANSWERS]
    for each in served.values():
        for known in (each.accuracy, each.ece, each.brier, each.ece_above_probabilities):
            assert known.ci95[0] <= known.mean <= known.ci95[1]
        gap = each.ece.mean - served["probabilities"].ece.mean
        assert each.ece_above_probabilities.mean == pytest.approx(gap)
    assert served["logits"].ece_above_probabilities.ci95 == (0, 0), "the same answers, on the same images"
    assert served["label"].accuracy.ci95 == served["logits"].accuracy.ci95


class Oracle(torch.nn.Module):
    """A teacher that knows the true label of every image, and is as sure as can be."""

    def __init__(self, dataset):
        super().__init__()
        self.images, self.labels = torch.from_numpy(dataset.inputs), torch.from_numpy(dataset.labels)

    def forward(self, images):
        nearest = torch.cdist(images.flatten(1), self.images.flatten(1)).argmin(1)
        return 50.0 * torch.nn.functional.one_hot(self.labels[nearest], 10).float()


def test_a_thief_s_control_learns_the_true_labels_of_the_same_queries_and_nothing_of_the_teacher(monkeypatch):
    base = Experiment(**TINY, seeds=2, labels="all")
    attack = Attack.of("steal", base, queries=[10, 40], sources=["noise", "data"])

    def rows(gives):
        return {
            (row.what["from"], row.what["queries"]): row.numbers["accuracy"]
            for row in piece_of(attack, attack.parts[0]).tried
            if row.what["gives"] == gives
        }

    alone = rows(TRUTH)
    assert [*alone] == [("data", 10), ("data", 40)], "noise has no true labels"
    monkeypatch.setattr(steal.teacher, "taught", lambda experiment, _weights: Oracle(load(experiment.dataset, 0)))
    assert rows(TRUTH) == alone
    of_labels = rows("label")
    assert {asked: of_labels[asked] for asked in alone} == {
        asked: pytest.approx(accuracies, abs=0.005) for asked, accuracies in alone.items()
    }, "from the same start, with the same batches"


@pytest.mark.parametrize("gives", ANSWERS)
def test_what_a_teacher_s_answers_give_is_paired_with_their_control(records, gives):
    result = records["steal"].result
    for count in (10, 40):
        asked = {"from": "data", "queries": count}
        with_teacher, alone = (result.find(**asked, gives=one).values["agreement"] for one in (gives, TRUTH))
        found = result.gap({**asked, "gives": gives}, {**asked, "gives": TRUTH})
        assert found.gap == difference(alone, with_teacher, paired=True)


def test_what_a_browser_attacks_with_is_kept(engine, records):
    students = engine.history.arrays(records["temperature"].attack_id, "students", ATTACK)
    assert {name.partition("/")[0] for name in students} == {"plain", "at_temperature", "distilled", "hardened"}
    assert all(len(values) == 1 for values in students.values())


@pytest.mark.parametrize(("short", "follows"), [(0, True), (1, False)])
def test_a_browser_gets_nets_of_as_many_parameters_as_follow_a_finger(monkeypatch, short, follows):
    base = Experiment(**{**TINY, "steps": 2}, seeds=1, labels="all")
    attack = Attack.of("temperature", base, bounds=[0.1], attacker_temperatures=[1.0])
    monkeypatch.setattr(temperature, "FOLLOWED", base.student_cost.parameters - short)
    assert bool(piece_of(attack, attack.parts[0]).weights) is follows
