"""What a study asks for, and what is refused in a sentence."""

import numpy as np
import pytest

from kdviz.experiment import Experiment
from kdviz.experiment.attack import STUDIES, USUAL, Attack, AttackError


@pytest.mark.parametrize(
    ("study", "settings", "said"),
    [
        ("phishing", {}, "The study is phishing: allowed is one of temperature, steal, membership."),
        ("temperature", {"bound": -0.1}, "The bound is -0.1: allowed is 0 to 1"),
        ("temperature", {"bounds": [0.1, 1.5]}, "The bound is 1.5: allowed is 0 to 1"),
        ("temperature", {"attacker_temperatures": [0]}, "The attacker's temperature is 0: allowed is any number above"),
        ("temperature", {"queries": [3]}, "The study temperature reads no queries"),
        ("temperature", {"bounds": []}, "bounds is empty: allowed is a list of at least one"),
        ("steal", {"queries": [2000]}, "asks 2000 queries from the data: allowed are at most 1000, as many as it has"),
        ("steal", {"queries": [0]}, "asks 0 queries: allowed are 1 or more"),
        ("steal", {"sources": ["books"]}, "Queries come from books: allowed is one of data, other, noise"),
        ("temperature", {"bound": "0.2"}, "bound has '0.2': allowed are numbers"),
        ("temperature", {"bounds": 0.2}, "bounds is 0.2: allowed is a list"),
        ("temperature", {"bounds": [True]}, "bounds has True: allowed are numbers"),
        ("steal", {"queries": [30.5]}, "queries has 30.5: allowed are whole numbers"),
        ("membership", {"sizes": [16]}, "sizes has 16: allowed are names"),
        ("membership", {"noises": [1.5]}, "label_noise is 1.5"),
        ("membership", {"sizes": ["huge"]}, "teacher is huge"),
    ],
)
def test_what_cannot_be_attacked_is_refused_in_a_sentence(study, settings, said):
    with pytest.raises(AttackError) as refused:
        Attack.of(study, **settings)
    assert said in refused.value.sentence()


@pytest.mark.parametrize(
    ("knobs", "said"),
    [
        ({"dataset": "moons", "labels": 2, "seeds": 2}, "An AUC of 2 members and 2 seeds says nothing"),
        ({"labels": 300}, "takes 4 times 300 of the data set's 1000: allowed are at most 250 members, a quarter"),
    ],
)
def test_an_auc_needs_members_and_others(knobs, said):
    with pytest.raises(AttackError) as refused:
        Attack.of("membership", Experiment(**{**USUAL["membership"], **knobs}))
    assert said in refused.value.sentence()


def test_the_attacks_themselves_count_as_work_too():
    with pytest.raises(AttackError, match=r"billion multiply-accumulates: .* or shorter lists"):
        Attack.of("temperature", Experiment(**{**USUAL["temperature"], "seeds": 64}), bounds=np.linspace(0, 1, 1000))
    assert len(Attack.of("temperature", bounds=np.linspace(0, 1, 20)).bounds) == 21


def test_more_queries_than_images_may_come_from_noise():
    assert Attack.of("steal", queries=[2000], sources=["noise"]).queries == (2000,)


def test_a_thief_of_points_asks_no_photographs():
    points = Attack.of("steal", Experiment(dataset="moons", labels=20))
    assert points.sources == ("data", "noise")
    assert max(points.queries) <= points.experiment.data.transfer_images(None)
    with pytest.raises(AttackError, match="moons has no images"):
        Attack.of("steal", Experiment(dataset="moons", labels=20), sources=["other"])


@pytest.mark.parametrize("study", STUDIES)
def test_an_attack_is_kept_as_it_was_asked(study):
    asked = Attack.of(study)
    kept = Attack.kept(asked.model_dump(mode="json"))
    assert (kept, kept.digest()) == (asked, asked.digest())


def test_only_what_a_study_reads_makes_another():
    asked = Attack.of("temperature")
    assert asked.digest() == asked.model_copy(update={"queries": (7,)}).digest()
    assert asked.digest() != Attack.of("temperature", bound=0.2).digest()


def test_seeds_go_to_workers_in_parts_and_each_once():
    asked = Attack.of("temperature", Experiment(seeds=10, first_seed=5))
    assert asked.parts == [(5, 4), (9, 4), (13, 2)]
    assert asked.on((13, 2)).experiment.seed_list == (13, 14)
