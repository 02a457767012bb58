"""Values and gradients of every kind's objective against loops written from its paper."""

from inspect import signature

import numpy as np
import pytest
import torch

from kdviz import catalog
from kdviz.catalog.layers import Pick, every, last, middle, nothing
from kdviz.networks import Outputs
from kdviz.objectives.hint import hint
from kdviz.objectives.supervised import supervised
from kdviz.training.population.device import pick_device
from tests.objectives import loops

pytestmark = pytest.mark.usefixtures("double", "device")

CLASSES = 5
FEATURES, MAPS = ((3,), (4,)), (((2, 4, 4), (3, 4, 4)), ((3, 2, 2), (2, 2, 2)))
# What is not a knob's default: all terms at weights of one size, so that none hides another.
SETTINGS = {
    "temperature": 3.0,
    "alpha": 0.4,
    "target_weight": 1.5,
    "nontarget_weight": 2.5,
    "warm_up": 20,
    "step": 5,
    "spread": 0.2,
    "confidence": 0.9,
    "attention_weight": 7.0,
    "distance_weight": 3.0,
    "angle_weight": 5.0,
    "similarity_weight": 11.0,
    "peer_weight": 0.7,
    "weight": 0.8,
}
OBJECTIVES = {card.code: (catalog.named(card.code), card.reads) for card in catalog.KINDS.values()}
OBJECTIVES |= {"hint": (hint, middle)}
NAMES = sorted(OBJECTIVES)
CASES = ["random", "identical rows", "zero features", "equal to the teacher"]


def shapes(reads: Pick) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Of student's and teacher's layers for one image."""
    return {nothing: [], every: list(MAPS), last: [FEATURES], middle: [((4,), (4,))]}[reads]


def make(name: str, n: int, case: str, seed: int = 0):
    """Return an objective with random arguments, the student's first."""
    objective, reads = OBJECTIVES[name]
    rng = np.random.default_rng(seed)

    def rows(*shape):
        values = 2 * rng.standard_normal((1 if case == "identical rows" else n, *shape))
        return np.repeat(values, n, 0) if case == "identical rows" else values

    student, teacher = rows(CLASSES), rows(CLASSES)
    layers = [(rows(*own), rows(*theirs)) for own, theirs in shapes(reads)]
    if case == "equal to the teacher":
        student = teacher.copy()
        layers = [(own, own.copy()) for own, _theirs in layers]
    if case == "zero features":
        student = np.zeros_like(student)
        layers = [(0 * own, 0 * theirs) for own, theirs in layers]
    m = n if n < 3 else n - 2
    labels = rng.integers(CLASSES, size=m)
    if objective.__name__ == "mutual":
        teacher = np.stack([student, rows(CLASSES), rows(CLASSES)])
    own, theirs = [pair[0] for pair in layers], [pair[1] for pair in layers]
    return objective, reads is not nothing, student, teacher, labels, own, theirs


def there(values) -> torch.Tensor:
    """Return numbers on the device that students train on."""
    return torch.tensor(values, device=pick_device())


def by_kdviz(objective, _layered, student, teacher, labels, own, theirs):
    """Return value and gradients by student's logits and layers."""
    variables = [there(values).requires_grad_() for values in (student, *own)]
    taught = Outputs(there(teacher), tuple(map(there, theirs)))
    loss = objective(Outputs(variables[0], tuple(variables[1:])), taught, there(labels), **settings(objective))
    gradients = torch.autograd.grad(loss, variables, allow_unused=True)
    return loss.item(), [
        np.zeros(variable.shape) if gradient is None else gradient.cpu().numpy()
        for gradient, variable in zip(gradients, variables, strict=True)
    ]


def by_loops(objective, layered, student, teacher, labels, own, theirs):
    extra = (own, theirs) if layered else ()
    written = getattr(loops, objective.__module__.rpartition(".")[2])
    return written(student, teacher, labels, *extra, **settings(objective))


def settings(objective) -> dict:
    names = objective.__kwdefaults__.keys() | set(objective.__code__.co_varnames[:12])
    return {name: value for name, value in SETTINGS.items() if name in names}


@pytest.mark.parametrize("objective", [*(objective for objective, _reads in OBJECTIVES.values()), supervised])
def test_all_objectives_are_called_alike(objective):
    places, knobs = [], []
    for name, parameter in signature(objective).parameters.items():
        (knobs if parameter.kind is parameter.KEYWORD_ONLY else places).append(name.lstrip("_"))
    assert places == ["student", "teacher", "labels"]
    assert knobs


def test_every_kind_has_loops_to_be_held_against():
    for name, (objective, _reads) in OBJECTIVES.items():
        assert hasattr(loops, objective.__module__.rpartition(".")[2]), name


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("n", [1, 2, 64])
@pytest.mark.parametrize("name", NAMES)
def test_values_are_those_of_the_loops(name, n, case):
    arguments = make(name, n, case)
    value, gradients = by_kdviz(*arguments)
    assert all(np.isfinite(gradient).all() for gradient in gradients)
    assert max(np.abs(gradient).max() for gradient in gradients) < 1e4
    assert value == pytest.approx(by_loops(*arguments), rel=1e-12, abs=1e-12)


# Where relations of rows break off when one of them moves alone, all are moved alike; where any movement at all makes a
# direction out of none, there is no slope, and the convention is a gradient of zero.
MOVED_ALIKE = {("relational", "identical rows"), ("relational", "zero features")}
UNMOVED = {("attention", "zero features"), ("similarity", "zero features")}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("n", [1, 2, 64])
@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_those_of_finite_differences(name, n, case):
    """In random directions, for each of the student's outputs."""
    objective, layered, student, teacher, labels, own, theirs = make(name, n, case, seed=3)
    if objective.__name__ == "mutual":
        teacher = teacher[1:]
    _value, gradients = by_kdviz(objective, layered, student, teacher, labels, own, theirs)
    rng, step, kink = np.random.default_rng(5), 1e-6, (objective.__name__, case)
    for place, gradient in enumerate(gradients):
        if place > 0 and kink in UNMOVED:
            assert not gradient.any()
            continue
        for _direction in range(3 if n < 64 else 1):
            direction = rng.standard_normal(gradient.shape)
            if place > 0 and kink in MOVED_ALIKE:
                direction[:] = direction[0]
            ends = []
            for sign in (1, -1):
                moved = [values.copy() for values in (student, *own)]
                moved[place] = moved[place] + sign * step * direction
                ends.append(by_loops(objective, layered, moved[0], teacher, labels, moved[1:], theirs))
            slope = (ends[0] - ends[1]) / (2 * step)
            assert (gradient * direction).sum() == pytest.approx(slope, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("temperature", [0.25, 1.0])
def test_the_label_is_out_of_the_others_however_far_it_is_ahead(temperature):
    """As they are softened, it is ahead by more than any number that one would think to subtract."""
    objective, own, theirs = OBJECTIVES["kdviz.objectives.decoupled:decoupled"][0], [500.0, 0, -20], [4e3, 1.0, 2]
    student, teacher, labels = np.array([own, own[::-1]]), np.array([theirs, theirs]), np.array([0, 1])
    knobs = {**settings(objective), "temperature": temperature}
    variable = there(student).requires_grad_()
    loss = objective(Outputs(variable), Outputs(there(teacher)), there(labels), **knobs)
    assert loss.item() == pytest.approx(loops.decoupled(student, teacher, labels, **knobs), rel=1e-9)
    assert torch.isfinite(torch.autograd.grad(loss, variable)[0]).all()


@pytest.mark.parametrize("name", NAMES)
def test_single_precision_stays_finite_where_logits_are_extreme(name):
    objective, _layered, student, teacher, labels, own, theirs = make(name, 4, "random")
    arguments = [there(500 * values).float() for values in (student, teacher)]
    arguments[0].requires_grad_()
    layers = [tuple(there(value).float() for value in side) for side in (own, theirs)]
    loss = objective(*map(Outputs, arguments, layers), there(labels), **settings(objective))
    assert torch.isfinite(loss)
    if loss.requires_grad:
        assert torch.isfinite(torch.autograd.grad(loss, arguments[0])[0]).all()


@pytest.mark.parametrize("card", catalog.KINDS.values(), ids=lambda card: card.name)
def test_without_its_weights_a_kind_is_the_labels_term_alone(card):
    """Else the hard-label twin would be taught."""
    objective, _layered, student, teacher, labels, own, theirs = make(card.code, 9, "random")
    silent = {**settings(objective), **dict.fromkeys(card.weights, 0.0)}
    layers = [tuple(map(there, side)) for side in (own, theirs)]
    outputs = [*map(Outputs, map(there, (student, teacher)), layers)]
    for smoothing in (0.0, 0.3):
        loss = objective(*outputs, there(labels), **silent, smoothing=smoothing)
        assert loss.item() == pytest.approx(loops.cross_entropy(student, labels, smoothing), rel=1e-12)
