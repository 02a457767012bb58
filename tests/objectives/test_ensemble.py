import numpy as np
import pytest
import torch

from kdviz.networks import Outputs
from kdviz.objectives.classic import classic
from kdviz.objectives.ensemble import AVERAGES, together
from tests.objectives.loops import softmax


@pytest.mark.parametrize("by_confidence", [False, True])
@pytest.mark.parametrize("averaging", AVERAGES)
@pytest.mark.parametrize("n", [1, 2, 64])
def test_teachers_together_are_the_mean_of_the_loops(averaging, by_confidence, n):
    rng, temperature = np.random.default_rng(0), 3.0
    logits = 4 * rng.standard_normal((3, n, 5))
    answer = together(torch.tensor(logits), temperature=temperature, averaging=averaging, by_confidence=by_confidence)
    for image in range(n):
        weights = [max(softmax(logits[k, image])) if by_confidence else 1.0 for k in range(3)]
        weights = [weight / sum(weights) for weight in weights]
        if averaging == "probabilities":
            mean = sum(weights[k] * softmax(logits[k, image] / temperature) for k in range(3))
        else:
            mean = softmax(sum(weights[k] * logits[k, image] for k in range(3)) / temperature)
        np.testing.assert_allclose(softmax(answer[image].numpy() / temperature), mean, rtol=1e-9)


@pytest.mark.parametrize("n", [1, 2, 64])
def test_a_student_is_drawn_to_the_mean_of_the_teachers_probabilities(n):
    rng, temperature = np.random.default_rng(1), 3.0
    logits, own = 4 * rng.standard_normal((3, n, 5)), rng.standard_normal((n, 5))
    student, labels = torch.tensor(own, requires_grad=True), torch.zeros(n, dtype=torch.int64)
    answer = together(torch.tensor(logits), temperature=temperature, averaging="probabilities", by_confidence=False)
    loss = classic(Outputs(student), Outputs(answer), labels, temperature=temperature, alpha=1.0)
    (gradient,) = torch.autograd.grad(loss, student)
    for image in range(n):
        mean = sum(softmax(teacher[image] / temperature) for teacher in logits) / 3
        wanted = temperature * (softmax(own[image] / temperature) - mean) / n
        np.testing.assert_allclose(gradient[image].numpy(), wanted, atol=1e-9)


@pytest.mark.parametrize("averaging", AVERAGES)
def test_equal_teachers_say_together_what_each_says(averaging):
    one = torch.tensor([[1e4, 0.0, -1e4], [0.0, 0.0, 0.0]])
    answer = together(torch.stack([one, one]), temperature=2.0, averaging=averaging, by_confidence=True)
    assert torch.isfinite(answer).all()
    torch.testing.assert_close(answer.softmax(1), one.softmax(1))
