import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from kdviz.networks import Outputs
from kdviz.objectives.classic import classic
from kdviz.objectives.supervised import supervised
from kdviz.objectives.terms import hard_term, log_softmax, soft_scale, softened_kl

temperatures = st.floats(0.25, 100)
seeds = st.integers(0, 2**31)
sizes = st.tuples(st.integers(1, 9), st.integers(2, 12))


def draw(seed: int, size: tuple[int, int], scale: float = 5.0):
    generator = torch.Generator().manual_seed(seed)
    student, teacher = (scale * torch.randn(*size, generator=generator, dtype=torch.float64) for _ in range(2))
    labels = torch.randint(size[1], (size[0],), generator=generator)
    return student.requires_grad_(), teacher, labels


def gradient(loss: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    return torch.autograd.grad(loss, at)[0]


@given(seeds, sizes, temperatures)
def test_the_soft_term_is_zero_at_equality_and_positive_elsewhere(seed, size, temperature):
    student, teacher, _labels = draw(seed, size)
    assert abs(softened_kl(teacher, teacher, temperature)) < 1e-12
    first, second = (F.softmax(logits / temperature, dim=1) for logits in (student, teacher))
    # Where both are as good as sure of one class, what parts them is below the rounding of a sum.
    assert softened_kl(student, teacher, temperature) > 0 or (first - second).abs().max() < 1e-6
    shifted = teacher + torch.arange(size[0])[:, None]
    assert abs(softened_kl(shifted, teacher, temperature)) < 1e-10


@given(seeds, sizes, temperatures)
def test_it_is_torch_s_own_kl(seed, size, temperature):
    student, teacher, _labels = draw(seed, size)
    expected = F.kl_div(
        F.log_softmax(student / temperature, 1), F.softmax(teacher / temperature, 1), reduction="batchmean"
    )
    torch.testing.assert_close(softened_kl(student, teacher, temperature), expected)


@given(seeds, sizes, temperatures)
def test_kl_and_soft_cross_entropy_have_equal_gradients_and_differ_by_the_entropy(seed, size, temperature):
    student, teacher, _labels = draw(seed, size)
    kl = softened_kl(student, teacher, temperature)
    targets = F.softmax(teacher / temperature, dim=1)
    cross_entropy = F.cross_entropy(student / temperature, targets)
    torch.testing.assert_close(gradient(kl, student), gradient(cross_entropy, student))
    entropy = -(targets * F.log_softmax(teacher / temperature, dim=1)).sum(1).mean()
    torch.testing.assert_close(cross_entropy - kl, entropy)


@given(seeds, sizes)
def test_at_high_temperature_the_gradient_is_the_centred_logit_difference(seed, size):
    student, teacher, labels = draw(seed, size, scale=1.0)
    loss = classic(Outputs(student), Outputs(teacher), labels, temperature=1e4, alpha=1.0)
    rows, classes = size
    centred = (student - student.mean(1, keepdim=True)) - (teacher - teacher.mean(1, keepdim=True))
    expected = centred.detach() / (rows * classes)
    torch.testing.assert_close(gradient(loss, student), expected, rtol=1e-2, atol=1e-3 / rows / classes)


@given(seeds, sizes, temperatures)
def test_batchmean_is_the_number_of_classes_times_mean(seed, size, temperature):
    student, teacher, labels = draw(seed, size)
    by_batch, by_class = (
        classic(Outputs(student), Outputs(teacher), labels, temperature=temperature, alpha=1.0, reduction=reduction)
        for reduction in ("batchmean", "mean")
    )
    torch.testing.assert_close(by_batch, size[1] * by_class)


@given(seeds, sizes, temperatures, st.floats(0, 1))
def test_the_classic_loss_is_the_canonical_formula(seed, size, temperature, alpha):
    student, teacher, labels = draw(seed, size)
    p, q = F.softmax(teacher / temperature, 1), F.softmax(student / temperature, 1)
    kl = (p * (p.log() - q.log())).sum(1).mean()
    expected = (1 - alpha) * F.cross_entropy(student, labels) + alpha * temperature**2 * kl
    loss = classic(Outputs(student), Outputs(teacher), labels, temperature=temperature, alpha=alpha)
    # p·log p is 0·(−∞) where p underflows; such rows are for the stable formula alone.
    if torch.isfinite(expected):
        torch.testing.assert_close(loss, expected)
    plain = classic(Outputs(student), Outputs(teacher), labels, temperature=temperature, alpha=1.0, t_squared=False)
    torch.testing.assert_close(plain, softened_kl(student, teacher, temperature))


@given(seeds, sizes, temperatures)
def test_no_gradient_reaches_the_teacher(seed, size, temperature):
    student, teacher, labels = draw(seed, size)
    teacher.requires_grad_()
    loss = classic(Outputs(student), Outputs(teacher), labels, temperature=temperature, alpha=0.5)
    own, teachers = torch.autograd.grad(loss, [student, teacher], allow_unused=True)
    assert own.abs().sum() > 0
    assert teachers is None


@given(seeds, sizes, st.floats(0, 0.9))
def test_the_hard_term_is_torch_s_smoothed_cross_entropy(seed, size, smoothing):
    student, teacher, labels = draw(seed, size)
    expected = F.cross_entropy(student, labels, label_smoothing=smoothing)
    torch.testing.assert_close(hard_term(student, labels, smoothing), expected)
    torch.testing.assert_close(supervised(Outputs(student), Outputs(teacher), labels, smoothing=smoothing), expected)


@given(seeds, sizes, st.integers(0, 5))
def test_unlabelled_images_enter_the_soft_term_only(seed, size, more):
    student, teacher, labels = draw(seed, (size[0] + more, size[1]))
    labelled = labels[: size[0]]
    loss = classic(Outputs(student), Outputs(teacher), labelled, temperature=3.0, alpha=0.4)
    hard = F.cross_entropy(student[: size[0]], labelled)
    torch.testing.assert_close(loss, 0.6 * hard + 0.4 * 9 * softened_kl(student, teacher, 3.0))


@pytest.mark.parametrize("extreme", [1e4, -1e4])
@pytest.mark.parametrize("temperature", [0.25, 1, 100])
def test_extreme_logits_stay_finite(extreme, temperature):
    student = torch.tensor([[extreme, 0.0, -extreme]], requires_grad=True)
    teacher = torch.tensor([[0.0, extreme, 0.0]])
    loss = classic(Outputs(student), Outputs(teacher), torch.tensor([1]), temperature=temperature, alpha=0.5)
    assert torch.isfinite(loss)
    assert torch.isfinite(gradient(loss, student)).all()


@given(seeds, sizes)
def test_log_softmax_is_torch_s(seed, size):
    student, _teacher, _labels = draw(seed, size, scale=50.0)
    torch.testing.assert_close(log_softmax(student), F.log_softmax(student, dim=1))


@pytest.mark.parametrize(("t_squared", "reduction", "expected"), [(True, 0, 9.0), (False, 1, 0.25), (True, 1, 2.25)])
def test_members_of_a_population_may_differ_in_scale(t_squared, reduction, expected):
    scale = soft_scale(torch.tensor(3.0), torch.tensor(t_squared), torch.tensor(reduction), classes=4)
    assert scale == expected


def test_shapes_that_do_not_fit_raise():
    logits = torch.zeros(4, 3)
    with pytest.raises(ValueError, match=r"\(4, 3\) and \(4, 2\)"):
        softened_kl(logits, torch.zeros(4, 2), 1.0)
    with pytest.raises(ValueError, match=r"\(4, 3\) and \(1, 3\)"):
        softened_kl(logits, torch.zeros(1, 3), 1.0)
    with pytest.raises(ValueError, match=r"\(3,\) and \(3,\)"):
        softened_kl(logits[0], logits[0], 1.0)
    with pytest.raises(ValueError, match=r"labels of shape \(3,\)"):
        hard_term(logits, torch.zeros(3, dtype=torch.int64))
