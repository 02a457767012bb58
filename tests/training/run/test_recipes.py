"""What each recipe does before the students' own training, and beside it."""

import itertools

import numpy as np
import pytest
import torch

from kdviz import catalog, measures
from kdviz.catalog.layers import middle
from kdviz.networks import build
from kdviz.results import RunFailedError
from kdviz.training.draws import Stream, torch_seed
from kdviz.training.population.population import Hidden, Population
from kdviz.training.run.recipes.ensemble import _other
from kdviz.training.run.recipes.munge import munged, nearest
from kdviz.training.run.steps import finish
from tests.conftest import run_here
from tests.training.population.test_kinds import CONVNET, MLP, bench_of, prepared, small


def test_a_stage_that_diverges_ends_the_run_with_a_sentence():
    with pytest.raises(RunFailedError, match=r"\(hint\) diverged at step \d+\. Try a smaller learning rate"):
        run_here(small("hint", MLP, learning_rate=10.0, hint_steps=60))


def test_a_hint_brings_the_layers_together_and_leaves_the_layers_above_alone():
    experiment = small("hint", MLP, hint_steps=150, optimizer="adam")
    bench = bench_of(experiment)
    plan = finish(catalog.named(experiment.kind_card.recipe)(bench))
    start = build(experiment.student, (1, 8, 8), 10, torch_seed(Stream.WEIGHTS, experiment.first_seed))
    for arm, moved in ((0, False), (1, False), (2, True)):
        same = torch.equal(plan.population.parameters["layers.0.weight"][0, arm], start.layers[0].weight)
        assert same is not moved
    assert torch.equal(plan.population.parameters["layers.1.weight"][0, 2], start.layers[1].weight)
    assert bench.extra_parameters == (10 + 1) * 12


def test_a_companion_learns_along():
    torch.manual_seed(0)
    students = [build("6", (1, 8, 8), 10, seed) for seed in range(2)]
    companions = [torch.nn.Linear(6, 4) for _seed in range(2)]
    objective = catalog.named("kdviz.objectives.hint:hint")
    population = Population(
        students, objective, {"weight": torch.ones(1)}, "adam", 0.01, hidden=Hidden(middle, companions)
    )
    experiment = small("hint", {"teacher": "4", "student": "6"})
    batches = itertools.islice(bench_of(experiment).batches(reads=middle), 80)
    losses = []
    for batch in batches:
        arguments = (population._trained, batch.tensors, population.knobs, population._held)
        losses.append(population._gradients.captured(arguments)(*arguments)[1].mean().item())
        list(population.train([batch]))
    assert np.mean(losses[-10:]) < 0.5 * np.mean(losses[:10])


@pytest.mark.usefixtures("double")
def test_peers_answer_as_they_are_right_before_each_step():
    plan = prepared(small("mutual", MLP, peers=2))
    batch = next(plan.batches)
    for place in range(3):
        own = {name: values[1, 2 + place] for name, values in plan.population.parameters.items()}
        student = build("10", (1, 8, 8), 10, 0)
        student.load_state_dict(own)
        torch.testing.assert_close(batch.teacher.logits[1, place], student(batch.inputs[1]), rtol=1e-9, atol=1e-9)
    assert not torch.equal(batch.teacher.logits[1, 0], batch.teacher.logits[1, 1])


def test_an_ensemble_s_teachers_differ_in_what_was_asked():
    experiment = small("ensemble", MLP, teachers_differ="sizes")
    assert [_other(experiment, place).teacher for place in range(3)] == ["16x12", "8x6", "4x3"]
    assert _other(small("ensemble", CONVNET, teachers_differ="sizes"), 1).teacher == "conv:2x3"
    assert {_other(experiment, place).teacher_seed for place in range(3)} == {0, 1, 2}
    parts = run_here(small("ensemble", MLP, teachers_differ="parts", teachers=4, teacher_steps=300))
    (stage,) = parts.result.stages
    assert stage.accuracy[0] > 0.8
    assert stage.steps == 4 * 300
    assert (stage.macs, stage.bytes) == (4 * experiment.teacher_cost.macs, 4 * experiment.teacher_cost.bytes)


def test_an_ensemble_s_students_are_held_against_all_that_taught_them():
    experiment = small("ensemble", MLP, teachers_differ="parts", teachers=3, teacher_steps=60)
    bench = bench_of(experiment)
    outcome = run_here(experiment)
    (stage,), arrays, result = outcome.result.stages, outcome.arrays, outcome.result
    assert measures.accuracy(arrays["test_teacher_logits"], arrays["test_labels"]) == stage.accuracy[0]
    expected = measures.agreement(arrays["test_student_logits"][:, 2], arrays["test_teacher_logits"]).mean()
    assert result.arms["distilled"].agreement == pytest.approx(expected)
    rows = {tuple(row) for row in arrays["validation_teacher_logits"].tolist()}
    assert {tuple(row) for row in outcome.course["teacher"].tolist()} <= rows
    assert not torch.equal(torch.from_numpy(arrays["test_teacher_logits"]), bench.teacher_logits[bench.dataset.test])
    # The set teacher, which is none of them, keeps its own accuracy.
    alone = run_here(small("classic", MLP, teacher_steps=60)).result.teacher
    assert result.teacher == alone


def test_what_a_stage_trains_is_counted_whole_and_peers_have_their_size():
    hint = run_here(small("hint", MLP)).result
    (stage,) = hint.stages
    assert stage.parameters == hint.student.parameters + (10 + 1) * 12
    assert hint.extra_parameters == (10 + 1) * 12
    assert (stage.macs, stage.bytes) == (0, 0), "it answers nothing"
    mutual = run_here(small("mutual", MLP, peers=2)).result
    for peer in mutual.stages:
        assert (peer.parameters, peer.macs, peer.bytes) == tuple(dict(mutual.student).values())
        assert peer.steps == mutual.experiment.steps
    assert mutual.extra_parameters == sum(peer.parameters for peer in mutual.stages)
    (assistant,) = run_here(small("assistant", MLP)).result.stages
    assert (assistant.parameters, assistant.macs) == (64 * 12 + 12 + 12 * 10 + 10, 64 * 12 + 12 * 10)


def algorithm_1(images, swap, spread, rng):
    """MUNGE as it is told in the paper, for one fold of one seed: image by image, attribute by attribute."""
    made = images.astype(float)
    chances = rng.random(images.shape, dtype=np.float32)
    draws = rng.standard_normal((*images.shape, 2), dtype=np.float32)
    for e in range(len(images)):
        others = [other for other in range(len(images)) if other != e]
        closest = min(others, key=lambda other: sum((images[e] - images[other]) ** 2))
        for a in range(images.shape[1]):
            if chances[e, a] < swap:
                own, theirs = made[e, a], made[closest, a]
                deviation = abs(own - theirs) / spread
                made[e, a] = theirs + deviation * draws[e, a, 0]
                made[closest, a] = own + deviation * draws[e, a, 1]
    return made


@pytest.mark.parametrize(("swap", "spread"), [(0.5, 2.0), (0.1, 0.5), (1.0, 1e9), (0.0, 1.0)])
def test_munged_images_are_those_of_algorithm_1(swap, spread):
    images = np.random.default_rng(0).random((3, 20, 6))
    neighbours = np.stack([nearest(own) for own in images])
    made = munged(images, neighbours, swap, spread, [np.random.default_rng(seed) for seed in range(3)])
    for seed in range(3):
        expected = algorithm_1(images[seed], swap, spread, np.random.default_rng(seed))
        np.testing.assert_allclose(made[seed], expected, rtol=1e-12, atol=1e-12)
    assert (made == images).all() == (swap == 0)


def test_a_single_image_has_nobody_to_trade_with():
    image = np.full((1, 1, 4), 0.5, np.float32)
    np.testing.assert_array_equal(munged(image, nearest(image[0])[None], 1.0, 2.0, [np.random.default_rng(0)]), image)


def test_marginal_noise_has_each_pixel_s_own_values():
    experiment = small("data-free", MLP, noise="marginals")
    bench = bench_of(experiment)
    plan = finish(catalog.named(experiment.kind_card.recipe)(bench))
    noise = next(plan.batches).inputs[0, experiment.batch_size :].flatten(1).numpy()
    seen = bench.dataset.inputs[bench.dataset.train].reshape(1000, -1)
    assert all(np.isin(noise[:, pixel], seen[:, pixel]).all() for pixel in range(64))
    assert not (noise[:, None] == seen[None]).all(-1).any(), "no real image"


STAGE_STEPS = {"hint": 4, "self": 6, "assistant": 6, "ensemble": 8, "munge": 2}


@pytest.mark.parametrize("kind", catalog.KINDS)
def test_every_step_of_every_stage_can_be_the_last(kind):
    """Whoever listens gets a word after every step of the stages, too, and so can stop between any two."""
    experiment = small(kind, CONVNET)
    assert len(list(catalog.named(experiment.kind_card.recipe)(bench_of(experiment)))) == STAGE_STEPS.get(kind, 0)
    assert bool(experiment.kind_card.stages) == (kind in STAGE_STEPS)


@pytest.mark.parametrize("kind", STAGE_STEPS)
def test_stages_tell_how_they_go_the_same_every_time(kind):
    experiment = small(kind, MLP, **({"generations": 2} if kind == "self" else {}))

    def told():
        bench = bench_of(experiment)
        heard = [news for news in catalog.named(experiment.kind_card.recipe)(bench) if news is not None]
        return heard, bench.stages

    heard, stages = told()
    assert [news.model_copy(update={"seconds": 0}) for news in heard] == [
        news.model_copy(update={"seconds": 0}) for news in told()[0]
    ]
    assert {news.stage for news in heard} == {"stage"}
    order = [(news.place, news.step) for news in heard]
    assert order == sorted(set(order)), "what an earlier attempt told is known by its number"
    for news in heard:
        assert news.steps >= news.step
        assert all(len(values) in (1, experiment.seeds) for values in news.accuracy.values())
    assert any(news.accuracy for news in heard) == (kind not in ("hint", "munge")), "nobody answers yet"
    if kind == "self":
        assert list(dict.fromkeys(news.name for news in heard)) == [stage.name for stage in stages]
        assert [news.step for news in heard if news.place == 1][-1] == experiment.steps
