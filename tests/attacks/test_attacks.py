"""Attacks against a second, straightforward implementation: loops and finite differences, in double precision."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import roc_auc_score

from kdviz import networks
from kdviz.attacks.answers import ANSWERS, rounded, top_1
from kdviz.attacks.defensive import defensive
from kdviz.attacks.gradients import answer_of, input_gradient, is_zero
from kdviz.attacks.linf import STRIDE, fgsm, pgd
from kdviz.attacks.membership import auc
from kdviz.attacks.stolen import GIVES, stolen
from kdviz.networks import Outputs
from kdviz.training.attack.population import Attacked

SHAPE, CLASSES, COUNT = (1, 2, 3), 4, 5
BOUND = 0.15
SMALL = 1e-6


@pytest.fixture
def net(double):
    return networks.build("7x5", SHAPE, CLASSES, seed=3).requires_grad_(False)


@pytest.fixture
def images(double):
    rng = np.random.default_rng(0)
    return torch.from_numpy(rng.random((COUNT, *SHAPE))), torch.from_numpy(rng.integers(0, CLASSES, COUNT))


def loss_by_hand(net, image, label, temperature):
    """The cross-entropy of one image, written out."""
    hidden = image.ravel()
    layers = [(layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in net.layers]
    for place, (weights, bias) in enumerate(layers):
        hidden = np.array([sum(w * h for w, h in zip(row, hidden, strict=True)) for row in weights]) + bias
        if place < len(layers) - 1:
            hidden = np.maximum(hidden, 0)
    scaled = hidden / temperature
    return np.log(np.exp(scaled).sum()) - scaled[label]


def slope_by_hand(net, image, label, temperature):
    slope = np.zeros_like(image)
    for place in np.ndindex(image.shape):
        up, down = image.copy(), image.copy()
        up[place] += SMALL
        down[place] -= SMALL
        losses = (loss_by_hand(net, moved, label, temperature) for moved in (up, down))
        slope[place] = (next(losses) - next(losses)) / (2 * SMALL)
    return slope


def step_by_hand(perturbed, image, stride, bound, slope):
    moved = np.empty_like(image)
    for place in np.ndindex(image.shape):
        value = perturbed[place] + stride * np.sign(slope[place])
        value = min(max(value, image[place] - bound), image[place] + bound)
        moved[place] = min(max(value, 0.0), 1.0)
    return moved


@pytest.mark.parametrize("temperature", [1.0, 20.0])
def test_a_gradient_is_what_finite_differences_say(net, images, temperature):
    inputs, labels = images
    found = input_gradient(net, labels, temperature)(inputs).numpy()
    for image, label, own in zip(inputs.numpy(), labels.tolist(), found, strict=True):
        np.testing.assert_allclose(own, slope_by_hand(net, image, label, temperature), rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize("temperature", [1.0, 20.0])
def test_fgsm_and_pgd_move_as_the_plain_loops_do(net, images, temperature):
    inputs, labels = images
    gradient = input_gradient(net, labels, temperature)
    at_once, by_steps = fgsm(gradient, inputs, BOUND).numpy(), pgd(gradient, inputs, BOUND, steps=3).numpy()
    for place, (image, label) in enumerate(zip(inputs.numpy(), labels.tolist(), strict=True)):
        slope = slope_by_hand(net, image, label, temperature)
        np.testing.assert_allclose(at_once[place], step_by_hand(image, image, BOUND, BOUND, slope))
        perturbed = image
        for _step in range(3):
            slope = slope_by_hand(net, perturbed, label, temperature)
            perturbed = step_by_hand(perturbed, image, STRIDE * BOUND, BOUND, slope)
        np.testing.assert_allclose(by_steps[place], perturbed)


@given(
    arrays(np.float64, (2, 3), elements=st.floats(0, 1)),
    arrays(np.float64, (2, 3), elements=st.floats(-10, 10)),
    st.floats(0, 1),
)
def test_a_perturbation_leaves_neither_its_bound_nor_the_range_of_pixels(inputs, slope, bound):
    pixels = torch.from_numpy(inputs)
    for perturbed in (
        fgsm(lambda _inputs: torch.from_numpy(slope), pixels, bound),
        pgd(lambda moved: torch.from_numpy(slope) - moved, pixels, bound),
    ):
        assert (perturbed - pixels).abs().max() <= bound + 1e-12
        assert perturbed.min() >= 0
        assert perturbed.max() <= 1


def test_logits_far_apart_make_gradients_of_exactly_zero_and_a_temperature_brings_them_back():
    net = networks.build("7x5", SHAPE, CLASSES, seed=3).requires_grad_(False)
    inputs = torch.rand(COUNT, *SHAPE, generator=torch.Generator().manual_seed(0))
    labels = net(inputs).argmax(1)
    sharp = lambda images: 1e6 * net(images)  # noqa: E731
    assert is_zero(input_gradient(sharp, labels)(inputs)).all()
    assert not is_zero(input_gradient(sharp, labels, 1e6)(inputs)).any()
    assert torch.equal(fgsm(input_gradient(sharp, labels), inputs, BOUND), inputs)


def test_nets_attacked_together_are_attacked_as_each_alone(double, images):
    inputs, labels = images
    nets = [networks.build("7", SHAPE, CLASSES, seed=seed).requires_grad_(False) for seed in range(3)]
    stacked, _buffers = torch.func.stack_module_state(nets)
    together = Attacked(nets[0], stacked)
    slopes = together.gradients(inputs.expand(3, *inputs.shape), labels, 5.0)
    logits = together.logits(inputs.expand(3, *inputs.shape))
    for net, own, answers in zip(nets, slopes, logits, strict=True):
        alone = input_gradient(answer_of(net, dict(net.named_parameters())), labels, 5.0)(inputs)
        torch.testing.assert_close(own, alone)
        torch.testing.assert_close(answers, net(inputs))


@given(
    arrays(np.int64, st.integers(1, 12), elements=st.integers(0, 5)),
    arrays(np.int64, st.integers(1, 12), elements=st.integers(0, 5)),
)
def test_an_auc_is_scikit_learn_s_ties_and_all(members, others):
    truth = [1] * len(members) + [0] * len(others)
    score = -np.concatenate([members, others])
    assert auc(members.astype(float), others.astype(float)) == pytest.approx(roc_auc_score(truth, score))


@given(arrays(np.float64, (3, CLASSES), elements=st.floats(-20, 20)))
def test_every_answer_is_a_distribution_and_none_hides_the_likeliest_class_but_rounding(logits):
    given_logits = torch.from_numpy(logits)
    for name, answer in ANSWERS.items():
        given_answer = answer(given_logits)
        assert given_answer.min() >= -1e-12
        torch.testing.assert_close(given_answer.sum(1), torch.ones(3, dtype=torch.float64))
        if name != "rounded":
            best = given_answer.gather(1, given_logits.argmax(1, keepdim=True))[:, 0]
            torch.testing.assert_close(best, given_answer.amax(1))


def test_what_an_answer_withholds():
    logits = torch.tensor([[0.8, 0.12, 0.08]], dtype=torch.float64).log()
    torch.testing.assert_close(top_1(logits), torch.tensor([[0.8, 0.1, 0.1]], dtype=torch.float64))
    likely = torch.tensor([[0.6, *[0.04] * 10]], dtype=torch.float64).log()
    assert rounded(likely)[0].tolist() == [1.0, *[0.0] * 10], "what is left of it is all that is given"
    near = torch.tensor([[0.26, 0.251, 0.251, 0.238]], dtype=torch.float64).log()
    torch.testing.assert_close(rounded(near), torch.tensor([[0.3, 0.3, 0.3, 0.2]], dtype=torch.float64) / 1.1)
    torch.testing.assert_close(rounded(torch.zeros(1, 30)).argmax(1), torch.zeros(1, dtype=torch.int64))
    torch.testing.assert_close(rounded(logits), torch.tensor([[0.8, 0.1, 0.1]], dtype=torch.float64))


def softmax(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_training_at_a_temperature_is_its_formula(double, alpha):
    rng = np.random.default_rng(1)
    student, teacher, labels = rng.normal(size=(3, CLASSES)), rng.normal(size=(3, CLASSES)), [0, 3, 1]
    expected = 0.0
    for own, taught, label in zip(student, teacher, labels, strict=True):
        log_q = np.log(softmax(own / 7))
        expected += -(1 - alpha) * log_q[label] - alpha * (softmax(taught / 7) * log_q).sum()
    tensors = Outputs(torch.from_numpy(student)), Outputs(torch.from_numpy(teacher)), torch.tensor(labels)
    assert defensive(*tensors, temperature=7.0, alpha=alpha).item() == pytest.approx(expected / 3)


@pytest.mark.parametrize("gives", GIVES)
def test_a_thief_learns_by_what_is_given(double, gives):
    rng = np.random.default_rng(2)
    student, teacher = rng.normal(size=(3, CLASSES)), 3 * rng.normal(size=(3, CLASSES))
    outputs = Outputs(torch.from_numpy(student)), Outputs(torch.from_numpy(teacher))
    expected = 0.0
    for own, taught in zip(student, teacher, strict=True):
        if gives == "logits":
            p, q = softmax(taught / 4), softmax(own / 4)
            expected += 16 * (p * (np.log(p) - np.log(q))).sum()
        else:
            answer = ANSWERS[gives](torch.from_numpy(taught[None]))[0].numpy()
            expected += -(answer * np.log(softmax(own))).sum()
    for chosen in (gives, torch.tensor(GIVES.index(gives))):
        loss = stolen(*outputs, torch.zeros(3, dtype=torch.int64), gives=chosen, temperature=4.0)
        assert loss.item() == pytest.approx(expected / 3)
