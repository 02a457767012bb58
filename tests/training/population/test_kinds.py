"""Every kind of distillation in a population, against one student alone."""

import functools
import itertools

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from kdviz import catalog, datasets
from kdviz.catalog.kinds.attention import convnets
from kdviz.experiment import Experiment, problems
from kdviz.networks import Outputs, build
from kdviz.results import ARMS
from kdviz.training.draws import draw
from kdviz.training.population.device import pick_device
from kdviz.training.run import teacher
from kdviz.training.run.steps import finish
from kdviz.training.run.workbench import Workbench
from tests.conftest import run_here
from tests.devices import assert_same
from tests.training.population.tape import tape

pytestmark = pytest.mark.usefixtures("double", "device")

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
    return Experiment.shared(**{"kind": kind, **SMALL, **networks, **QUICK_KNOBS, **knobs})


def bench_of(experiment: Experiment) -> Workbench:
    data = datasets.load(experiment.dataset, experiment.data_seed)
    weights = {name: value.numpy() for name, value in teacher.network(experiment).state_dict().items()}
    logits = teacher.logits_by_id(teacher.taught(experiment, weights), data)
    return Workbench(experiment, data, [draw(experiment, data, seed) for seed in experiment.seed_list], weights, logits)


def prepared(experiment: Experiment):
    return finish(catalog.named(experiment.kind_card.recipe)(bench_of(experiment)))


PAIRS = [
    (kind, networks)
    for kind, networks in itertools.product(catalog.KINDS, (MLP, CONVNET))
    if networks is CONVNET or convnets not in catalog.KINDS[kind].needs
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
    single = build(experiment.student, experiment.data.shape, experiment.data.classes, 0).to(pick_device())
    single.load_state_dict(start)
    own = dict(single.named_parameters())
    velocity = {name: torch.zeros_like(parameter) for name, parameter in own.items()}
    objective = catalog.named(card.code)
    for step, batch in enumerate(seen, start=1):
        knobs = {name: values[2] for name, values in population.knobs.items()}
        knobs |= {"step": step} if "step" in knobs else {}
        logits, layers = single.outputs(batch.inputs[1])
        taught = Outputs(batch.teacher.logits[1], tuple(layer[1] for layer in batch.teacher.layers))
        loss = objective(Outputs(logits, card.reads(layers)), taught, batch.labels[1], **knobs)
        for name, gradient in zip(own, torch.autograd.grad(loss, list(own.values())), strict=True):
            velocity[name] = 0.9 * velocity[name] + gradient
            own[name].data -= experiment.learning_rate * velocity[name]
    for name, parameter in own.items():
        torch.testing.assert_close(population.parameters[name][1, 2], parameter.data, rtol=1e-9, atol=1e-9)
        assert not torch.equal(population.parameters[name][1, 2], start[name])


@functools.cache
def classic_students(unlabeled, _device) -> dict[str, np.ndarray]:
    """Return the weights of the classic kind's students, trained once for all kinds."""
    return run_here(small("classic", CONVNET, unlabeled=unlabeled)).students


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
        assert_same(values, second.students[name], name)
    own = build(experiment.student, (1, 8, 8), 10, 0)
    assert first.students.keys() == dict(own.named_parameters()).keys(), "what was lent is dropped"
    has_more = {"hint", "self", "assistant", "mutual", "ensemble"}
    assert (first.result.extra_parameters > 0) == (kind in has_more)
    classic = classic_students(experiment.unlabeled, pick_device())
    for arm in (0, 1):
        for name, values in classic.items():
            # The twins of all kinds are the same students: every kind stands on one axis.
            np.testing.assert_allclose(first.students[name][:, arm], values[:, arm], rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("kind", ["classic", "mutual", "munge"])
def test_what_a_recipe_computes_before_each_step_reaches_steps_that_are_replayed(kind):
    """A teacher that falls silent, the peers' answers, images of its own."""
    knobs = {"distill_until": 0.5} if "distill_until" in catalog.KINDS[kind].own_knobs else {}
    experiment = small(kind, CONVNET if convnets in catalog.KINDS[kind].needs else MLP, **knobs)
    eager, replayed = prepared(experiment), prepared(experiment)
    replayed.population.record = tape
    for plan in (eager, replayed):
        list(plan.population.train(itertools.islice(plan.batches, experiment.steps)))
    for name, values in eager.population.parameters.items():
        assert_same(values, replayed.population.parameters[name], name)


KIND_KNOBS = [(card.name, name) for card in catalog.KINDS.values() for name in card.own_knobs]
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


@functools.cache
def distilled(experiment: Experiment, _device: torch.device) -> torch.Tensor:
    """Return all weights of the distilled students; those of a kind before a knob is turned are trained once."""
    plan = prepared(experiment)
    list(plan.population.train(itertools.islice(plan.batches, experiment.steps)))
    return torch.cat([values[:, 2].flatten() for values in plan.population.parameters.values()])


@pytest.mark.parametrize(("kind", "name"), KIND_KNOBS)
def test_every_knob_of_a_kind_changes_the_distilled_students(kind, name):
    networks = {**(CONVNET if convnets in catalog.KINDS[kind].needs else MLP), "steps": 2}
    soft = {"alpha": 0.5} if "alpha" in catalog.KINDS[kind].own_knobs else {}
    plain = small(kind, networks, **soft)
    value = getattr(plain, name)
    turned = small(kind, networks, **{**soft, name: TURNED[name] if name in TURNED else 0.6 * value})
    assert turned.digest() != plain.digest()
    assert not torch.equal(distilled(plain, pick_device()), distilled(turned, pick_device()))


@pytest.mark.parametrize("kind", catalog.KINDS)
def test_what_a_kind_does_not_read_makes_no_other_experiment(kind):
    card = catalog.KINDS[kind]
    plain = small(kind, CONVNET)
    for name in set(catalog.KIND_KNOBS.model_fields) - set(card.own_knobs):
        other = Experiment.shared(**{**plain.model_dump(), name: TURNED.get(name, 0.6)})
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
