"""Every kind of distillation in a population, against one student alone."""

import itertools

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from kdviz import catalog, datasets, measures
from kdviz.experiment import Experiment, problems
from kdviz.networks import build
from kdviz.results import ARMS, RunFailedError
from kdviz.training import teacher
from kdviz.training.draws import Stream, draw, torch_seed
from kdviz.training.going import finish
from kdviz.training.lesson import Lesson
from kdviz.training.population import Hidden, Population
from kdviz.training.recipes.ensemble import _other
from kdviz.training.recipes.munge import munged, nearest
from tests.conftest import run_here

SMALL = {
    "labels": 30,
    "teacher_steps": 8,
    "steps": 6,
    "seeds": 2,
    "batch_size": 8,
    "optimizer": "sgd",
}
QUICK_KNOBS = {"hint_steps": 4, "generations": 1, "assistants": "12", "munge_fold": 2, "teachers": 2, "warm_up": 4}
MLP, CONVNET = {"teacher": "16x12", "student": "10"}, {"teacher": "conv:4x6", "student": "conv:3x4"}


def small(kind: str, networks: dict[str, str], **knobs) -> Experiment:
    return Experiment(**{"kind": kind, **SMALL, **networks, **QUICK_KNOBS, **knobs})


def lesson_of(experiment: Experiment) -> Lesson:
    data = datasets.load(experiment.dataset, experiment.data_seed)
    weights = {name: value.numpy() for name, value in teacher.network(experiment).state_dict().items()}
    logits = teacher.logits_by_id(teacher.taught(experiment, weights), data)
    return Lesson(experiment, data, [draw(experiment, data, seed) for seed in experiment.seed_list], weights, logits)


def prepared(experiment: Experiment):
    return finish(catalog.named(experiment.kind_card.recipe)(lesson_of(experiment)))


PAIRS = [
    (kind, networks)
    for kind, networks in itertools.product(catalog.KINDS, (MLP, CONVNET))
    if networks is CONVNET or "convnet" not in catalog.KINDS[kind].needs
]


@pytest.mark.parametrize(
    ("kind", "networks"), PAIRS, ids=lambda value: value if isinstance(value, str) else value["student"]
)
def test_every_kind_in_a_population_equals_one_student_alone(kind, networks):
    """The same batches, a plain loop of autograd and momentum; the distilled arm of the second seed."""
    experiment = small(kind, networks)
    card, plan = experiment.kind_card, prepared(experiment)
    population = plan.population
    seen, start = [], {name: values[1, 2].clone() for name, values in population.parameters.items()}

    def watched():
        for batch in itertools.islice(plan.batches, experiment.steps):
            seen.append(batch)
            yield batch

    list(population.train(watched()))
    single = build(experiment.student, experiment.data.shape, experiment.data.classes, 0)
    single.load_state_dict(start)
    own = dict(single.named_parameters())
    velocity = {name: torch.zeros_like(parameter) for name, parameter in own.items()}
    objective = catalog.implementation(card)
    for step, batch in enumerate(seen, start=1):
        knobs = {name: values[2] for name, values in population.knobs.items()}
        knobs |= {"step": step} if "step" in knobs else {}
        logits, layers = single.outputs(batch.inputs[1])
        picked = {"none": (), "last": layers[-1:], "all": layers}[card.reads]
        hidden = (picked, tuple(layer[1] for layer in batch.teacher_layers)) if picked else ()
        loss = objective(logits, batch.teacher_logits[1], batch.labels[1], *hidden, **knobs)
        for name, gradient in zip(own, torch.autograd.grad(loss, list(own.values())), strict=True):
            velocity[name] = 0.9 * velocity[name] + gradient
            own[name].data -= experiment.learning_rate * velocity[name]
    for name, parameter in own.items():
        torch.testing.assert_close(population.parameters[name][1, 2], parameter.data, rtol=2e-3, atol=2e-4)
        assert not torch.equal(population.parameters[name][1, 2], start[name])


@pytest.mark.parametrize("kind", catalog.KINDS)
def test_every_kind_runs_from_start_to_measures_twice_alike(kind):
    experiment = small(kind, CONVNET)
    first, second = run_here(experiment), run_here(experiment)
    assert first.arrays["test_student_logits"].shape[:2] == (2, len(ARMS))
    assert first.result.stages == [
        stage.model_copy(update={"seconds": own.seconds})
        for stage, own in zip(second.result.stages, first.result.stages, strict=True)
    ]
    for name, values in first.students.items():
        assert values.shape[:2] == (2, len(ARMS))
        np.testing.assert_array_equal(values, second.students[name])
    own = build(experiment.student, (1, 8, 8), 10, 0)
    assert first.students.keys() == dict(own.named_parameters()).keys(), "what was lent is dropped"
    has_more = {"hint", "self", "assistant", "mutual", "ensemble"}
    assert (first.result.extra_parameters > 0) == (kind in has_more)
    classic = run_here(small("classic", CONVNET, unlabeled=experiment.unlabeled))
    for arm in (0, 1):
        for name, values in classic.students.items():
            # The twins of all kinds are the same students: every kind stands on one axis.
            np.testing.assert_allclose(first.students[name][:, arm], values[:, arm], atol=2e-4, err_msg=name)


KIND_KNOBS = [(card.name, name) for card in catalog.KINDS.values() for name in card.knob_names]
TURNED = {
    "temperature": 7.0,
    "alpha": 0.35,
    "t_squared": False,
    "reduction": "mean",
    "noise": "marginals",
    "soft_labels": "permuted",
    "distill_until": 0.5,
    "teachers_differ": "sizes",
    "averaging": "logits",
    "confidence_weights": True,
    "assistants": "14",
    "generations": 2,
    "peers": 2,
    "teachers": 3,
    "hint_steps": 3,
    "warm_up": 0,
    "munge_fold": 3,
}


@pytest.mark.parametrize(("kind", "name"), KIND_KNOBS)
def test_every_knob_of_a_kind_changes_the_distilled_students(kind, name):
    networks = {**(CONVNET if "convnet" in catalog.KINDS[kind].needs else MLP), "steps": 2}
    soft = {"alpha": 0.5} if "alpha" in catalog.KINDS[kind].knob_names else {}
    plain = small(kind, networks, **soft)
    value = getattr(plain, name)
    turned = small(kind, networks, **{**soft, name: TURNED[name] if name in TURNED else 0.6 * value})
    assert turned.digest() != plain.digest()
    weights = []
    for experiment in (plain, turned):
        plan = prepared(experiment)
        list(plan.population.train(itertools.islice(plan.batches, experiment.steps)))
        weights.append(torch.cat([values[:, 2].flatten() for values in plan.population.parameters.values()]))
    assert not torch.equal(*weights)


@pytest.mark.parametrize("kind", catalog.KINDS)
def test_what_a_kind_does_not_read_makes_no_other_experiment(kind):
    card = catalog.KINDS[kind]
    plain = small(kind, CONVNET)
    for name in set(catalog.KIND_KNOBS.model_fields) - set(card.knob_names):
        other = Experiment(**{**plain.model_dump(), name: TURNED.get(name, 0.6)})
        assert other == plain, name
        assert other.digest() == plain.digest(), name
        assert name not in plain.canonical()


@pytest.mark.parametrize(
    ("knobs", "sentence"),
    [
        ({"kind": "decoupled", "dataset": "moons"}, "it needs three classes or more, and moons has two"),
        ({"kind": "attention", "student": "32x32"}, "student is 32x32: attention needs a ConvNet; try conv:8x16"),
        ({"kind": "attention", "student": "conv:8"}, "teacher is 256x256: attention needs a ConvNet; try conv:16x32"),
        ({"kind": "attention", "dataset": "moons"}, "kind is attention: it needs ConvNets, and those need images"),
        ({"kind": "hint", "student": "linear"}, "student is linear: hint looks at hidden layers; try 32"),
        ({"kind": "unlabeled", "unlabeled": 0}, "unlabeled is 0: unlabeled learns from unlabelled images alone"),
        (
            {"kind": "unlabeled", "labels": "all"},
            "labels is all: unlabeled learns from unlabelled images alone, and none",
        ),
        ({"kind": "unlabeled", "labels": 1000, "unlabeled": 0}, "none are left; allowed are 999 or fewer"),
        ({"kind": "munge", "unlabeled": 9}, "unlabeled is 9: munge makes images of its own"),
        ({"kind": "assistant", "assistants": "64,x"}, "assistants is 64,x: allowed are networks"),
        ({"kind": "assistant", "assistants": "conv:8", "dataset": "moons"}, "assistants is conv:8: a ConvNet needs"),
        ({"kind": "assistant", "assistants": "4000x4000"}, "it would have 16,304,010 parameters"),
        ({"kind": "ensemble", "teachers": 10, "teacher_steps": 20_000}, "times over the limit of work"),
    ],
)
def test_what_a_kind_needs_and_does_not_find_is_said_in_a_sentence(knobs, sentence):
    with pytest.raises(ValidationError) as caught:
        Experiment(**knobs)
    assert sentence in problems(caught.value)[0].sentence()


def test_a_stage_that_diverges_ends_the_run_with_a_sentence():
    with pytest.raises(RunFailedError, match=r"\(hint\) diverged at step \d+\. Try a smaller learning rate"):
        run_here(small("hint", MLP, learning_rate=10.0, hint_steps=60))


def test_a_hint_brings_the_layers_together_and_leaves_the_layers_above_alone():
    experiment = small("hint", MLP, hint_steps=150, optimizer="adam")
    lesson = lesson_of(experiment)
    plan = finish(catalog.named(experiment.kind_card.recipe)(lesson))
    start = build(experiment.student, (1, 8, 8), 10, torch_seed(Stream.WEIGHTS, experiment.first_seed))
    for arm, moved in ((0, False), (1, False), (2, True)):
        same = torch.equal(plan.population.parameters["layers.0.weight"][0, arm], start.layers[0].weight)
        assert same is not moved
    assert torch.equal(plan.population.parameters["layers.1.weight"][0, 2], start.layers[1].weight)
    assert lesson.extra_parameters == (10 + 1) * 12


def test_a_companion_learns_along():
    torch.manual_seed(0)
    students = [build("6", (1, 8, 8), 10, seed) for seed in range(2)]
    companions = [torch.nn.Linear(6, 4) for _seed in range(2)]
    objective = catalog.named("kdviz.objectives.hint:hint")
    population = Population(
        students, objective, {"weight": torch.ones(1)}, "adam", 0.01, hidden=Hidden("middle", companions)
    )
    experiment = small("hint", {"teacher": "4", "student": "6"})
    batches = itertools.islice(lesson_of(experiment).batches(reads="middle"), 80)
    losses = []
    for batch in batches:
        arguments = (population._trained, batch.tensors, population.knobs)
        losses.append(population._gradients.captured(arguments)(*arguments)[1].mean().item())
        list(population.train([batch]))
    assert np.mean(losses[-10:]) < 0.5 * np.mean(losses[:10])


def test_peers_answer_as_they_are_right_before_each_step():
    plan = prepared(small("mutual", MLP, peers=2))
    batch = next(plan.batches)
    for place in range(3):
        own = {name: values[1, 2 + place] for name, values in plan.population.parameters.items()}
        student = build("10", (1, 8, 8), 10, 0)
        student.load_state_dict(own)
        torch.testing.assert_close(batch.teacher_logits[1, place], student(batch.inputs[1]))
    assert not torch.equal(batch.teacher_logits[1, 0], batch.teacher_logits[1, 1])


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
    lesson = lesson_of(experiment)
    outcome = run_here(experiment)
    (stage,), arrays, result = outcome.result.stages, outcome.arrays, outcome.result
    assert measures.accuracy(arrays["test_teacher_logits"], arrays["test_labels"]) == stage.accuracy[0]
    expected = measures.agreement(arrays["test_student_logits"][:, 2], arrays["test_teacher_logits"]).mean()
    assert result.arms["distilled"].agreement == pytest.approx(expected)
    rows = {tuple(row) for row in arrays["validation_teacher_logits"].tolist()}
    assert {tuple(row) for row in outcome.course["teacher"].tolist()} <= rows
    assert not torch.equal(torch.from_numpy(arrays["test_teacher_logits"]), lesson.teacher_logits[lesson.dataset.test])
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
    images = np.random.default_rng(0).random((3, 20, 6)).astype(np.float32)
    neighbours = np.stack([nearest(own) for own in images])
    made = munged(images, neighbours, swap, spread, [np.random.default_rng(seed) for seed in range(3)])
    for seed in range(3):
        expected = algorithm_1(images[seed], swap, spread, np.random.default_rng(seed))
        np.testing.assert_allclose(made[seed], expected, rtol=1e-4, atol=1e-5)
    assert (made == images).all() == (swap == 0)


def test_a_single_image_has_nobody_to_trade_with():
    image = np.full((1, 1, 4), 0.5, np.float32)
    np.testing.assert_array_equal(munged(image, nearest(image[0])[None], 1.0, 2.0, [np.random.default_rng(0)]), image)


def test_marginal_noise_has_each_pixel_s_own_values():
    experiment = small("data-free", MLP, noise="marginals")
    lesson = lesson_of(experiment)
    plan = finish(catalog.named(experiment.kind_card.recipe)(lesson))
    noise = next(plan.batches).inputs[0, experiment.batch_size :].flatten(1).numpy()
    seen = lesson.dataset.inputs[lesson.dataset.train].reshape(1000, -1)
    assert all(np.isin(noise[:, pixel], seen[:, pixel]).all() for pixel in range(64))
    assert not (noise[:, None] == seen[None]).all(-1).any(), "no real image"


STAGE_STEPS = {"hint": 4, "self": 6, "assistant": 6, "ensemble": 8, "munge": 2}


@pytest.mark.parametrize("kind", catalog.KINDS)
def test_every_step_of_every_stage_can_be_the_last(kind):
    """Whoever listens gets a word after every step of the stages, too, and so can stop between any two."""
    experiment = small(kind, CONVNET)
    assert len(list(catalog.named(experiment.kind_card.recipe)(lesson_of(experiment)))) == STAGE_STEPS.get(kind, 0)
    assert bool(experiment.kind_card.stages) == bool(experiment.kind_card.stage_says) == (kind in STAGE_STEPS)


@pytest.mark.parametrize("kind", STAGE_STEPS)
def test_stages_tell_how_they_go_the_same_every_time(kind):
    experiment = small(kind, MLP, **({"generations": 2} if kind == "self" else {}))

    def told():
        lesson = lesson_of(experiment)
        heard = [news for news in catalog.named(experiment.kind_card.recipe)(lesson) if news is not None]
        return heard, lesson.stages

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
