import re
import subprocess
import sys

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F

from kdviz.dialects import DIALECTS, MATCHES, Settings, Translation
from kdviz.networks import Outputs
from kdviz.objectives.classic import classic
from kdviz.objectives.terms import hard_term, softened_kl
from tests.dialects.formulas import FORMULAS, kd_lib
from tests.dialects.wishes import FEW, alphas, wishes

NAMES = sorted(DIALECTS)

# Torch announces that "mean" will not divide by the classes one day, which is just what these systems have it do.
pytestmark = pytest.mark.filterwarnings("ignore:reduction. 'mean' divides")


def logits(seed: int, wish: Settings):
    """Logits of both kinds, near enough for no system to lose a probability to underflow or Keras to its clipping."""
    generator = torch.Generator().manual_seed(seed)
    rows = 1 + seed % 7
    student, teacher = (
        (5 * torch.randn(rows, wish.classes, generator=generator, dtype=torch.float64)).clamp(
            -6 * wish.temperature, 6 * wish.temperature
        )
        for _ in range(2)
    )
    return student.requires_grad_(), teacher, torch.randint(wish.classes, (rows,), generator=generator)


def ours(wish: Settings, student, teacher, labels):
    return classic(
        Outputs(student),
        Outputs(teacher),
        labels,
        temperature=wish.temperature,
        alpha=wish.alpha,
        t_squared=wish.t_squared,
        reduction=wish.reduction,
    )


def gradient(loss, student):
    return torch.autograd.grad(loss, student)[0]


def check(name: str, said: Translation, wish: Settings, seed: int) -> None:
    """Hold what `said` claims against the formula of the system called `name`."""
    student, teacher, labels = logits(seed, wish)
    theirs = FORMULAS[name](said.code, student, teacher, labels)
    own = ours(wish, student, teacher, labels)
    entropy = torch.distributions.Categorical(logits=teacher / wish.temperature).entropy().mean()
    torch.testing.assert_close(theirs, said.factor * own + said.entropy * entropy, rtol=1e-6, atol=1e-12)
    # The terms' gradients may cancel, so errors are measured against their sizes.
    parts = (
        wish.hard_weight * gradient(hard_term(student, labels), student).abs().max(),
        wish.soft_weight * gradient(softened_kl(student, teacher, wish.temperature), student).abs().max(),
    )
    expected = said.factor * gradient(own, student)
    slack = float(said.factor * sum(parts)) * 1e-6 + 1e-15
    torch.testing.assert_close(gradient(theirs, student), expected, rtol=0, atol=slack)


def test_every_dialect_has_a_formula_of_its_own():
    assert set(FORMULAS) == set(DIALECTS)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_dialect_claims_holds_in_its_own_formula(name):
    claims = 0

    # PaddleSlim speaks of the teacher alone.
    alpha = st.just(1.0) if name == "paddleslim" else alphas

    @FEW
    @given(wishes(alpha), st.integers(0, 2**31))
    def holds(wish, seed):
        nonlocal claims
        said = DIALECTS[name].translate(wish)
        if said.factor is not None:
            claims += 1
            check(name, said, wish, seed)

    holds()
    assert claims > 3


# By what a textbook's reader expects at T = 4 and α = 0.9 with T², divided by images and by classes too.
EXPECTED = {
    "torchdistill": ("exact", "exact"),
    "repdistiller": ("exact", "exact"),
    "mdistiller": ("exact", "exact"),
    "kd_lib": ("none", "none"),
    "kd_lib_own": ("exact", "exact"),
    "textbrewer": ("gradient", "gradient"),
    "haitongli": ("factor", "exact"),
    "haitongli_mnist": ("factor", "factor"),
    "tf_kd": ("factor", "exact"),
    "takd": ("factor", "exact"),
    "pytorch_tutorial": ("exact", "exact"),
    "pytorch_tutorial_first": ("gradient", "gradient"),
    "keras": ("exact", "factor"),
    "keras_first": ("factor", "factor"),
    "labml": ("exact", "exact"),
    "paddleslim": ("none", "none"),
}


@pytest.mark.parametrize("name", NAMES)
def test_how_near_each_comes_by_default(name):
    found = tuple(
        DIALECTS[name].translate(Settings(4.0, 0.9, True, reduction, 10)).match for reduction in ("batchmean", "mean")
    )
    assert found == EXPECTED[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_labels_alone_are_the_same_to_all_that_have_a_labels_term(name):
    match = DIALECTS[name].translate(Settings(4.0, 0.0, True, "mean", 10)).match
    assert match == ("none" if name == "paddleslim" else "exact")


@FEW
@given(wishes(), st.integers(0, 2**31))
def test_a_match_is_what_its_numbers_say(wish, seed):
    for name in NAMES:
        said = DIALECTS[name].translate(wish)
        assert said.match in MATCHES
        assert (said.factor is None) == (said.match == "none") == (said.reason is not None)
        sentences = said.sentences()
        assert all("{" not in sentence for sentence in sentences)
        assert any("learning rate" in sentence for sentence in sentences) == (said.match == "factor")
        assert any("entropy at T" in sentence for sentence in sentences) == (said.entropy > 0)


@FEW
@given(wishes(alpha=st.floats(0.01, 0.99)), st.integers(0, 2**31))
def test_kd_lib_as_it_comes_points_elsewhere(wish, seed):
    """Not always: one image's two gradients may happen to be parallel. But no factor makes them so on every image."""
    # With two classes every loss of the answers points along the same line for each image; only its length differs.
    assume(wish.classes > 2)
    code = DIALECTS["kd_lib"].translate(wish).code
    weight = wish.alpha * wish.temperature**2
    alike: dict[type, list[float]] = {nn.MSELoss: [], nn.KLDivLoss: []}
    for draw in range(seed, seed + 5):
        student, teacher, labels = logits(draw, wish)
        soft = gradient(softened_kl(student, teacher, wish.temperature), student)
        hard = gradient(hard_term(student, labels), student)
        assume(min(soft.norm(), hard.norm()) > 1e-6)
        for loss, cosines in alike.items():
            theirs = gradient(kd_lib(code, student, teacher, labels, loss_fn=loss()), student)
            only_soft = (theirs - (1 - wish.alpha) * hard) / weight
            cosines.append(float(F.cosine_similarity(only_soft.flatten(), soft.flatten(), dim=0)))
    for loss, cosines in alike.items():
        assert min(cosines) < 1 - 1e-9, loss


def test_mdistiller_refuses_what_is_no_whole_temperature():
    said = DIALECTS["mdistiller"].translate(Settings(2.5, 0.9, True, "batchmean", 10))
    assert said.match == "none"
    assert "2.5 is refused" in said.sentences()[0]
    student, teacher, labels = logits(3, Settings(2.5, 0.9, True, "batchmean", 10))
    with pytest.raises(ValueError, match=r"KD\.TEMPERATURE"):
        FORMULAS["mdistiller"](said.code, student, teacher, labels)


@FEW
@given(wishes(alpha=st.floats(0.05, 0.95)), st.integers(0, 2**31))
def test_paddleslim_has_no_labels_term(wish, seed):
    student, teacher, labels = logits(seed, wish)
    said = DIALECTS["paddleslim"].translate(wish)
    assert said.match == "none"
    assert said.reason is not None
    theirs = FORMULAS["paddleslim"](said.code, student, teacher, labels)
    hard, soft = (
        float(number)
        for number in re.findall(r"the labels' term, with (\S+) .* the (\S+) before", said.reason.say())[0]
    )
    entropy = torch.distributions.Categorical(logits=teacher / wish.temperature).entropy().mean()
    completed = hard * F.cross_entropy(student, labels) + soft * (theirs - entropy)
    torch.testing.assert_close(completed, ours(wish, student, teacher, labels), rtol=1e-4, atol=1e-9)


def test_torchdistill_says_that_it_drops_t_squared_for_the_teacher_alone():
    said = DIALECTS["torchdistill"].translate(Settings(4.0, 1.0, True, "batchmean", 10))
    assert said.factor == 1 / 16
    assert any("drops" in sentence for sentence in said.sentences())
    assert DIALECTS["torchdistill"].translate(Settings(4.0, 1.0, False, "batchmean", 10)).match == "exact"


def test_keras_leaves_the_equality_where_its_sentence_says_so():
    wish = Settings(1.0, 0.5, True, "batchmean", 3)
    said = DIALECTS["keras"].translate(wish)
    (gap,) = re.findall(r"more than (\S+) below", said.sentences()[0])
    labels = torch.tensor([0])
    for times, equal in ((0.98, True), (1.2, False)):
        spread = torch.tensor([[float(gap) * times, 0.0, 0.0]], dtype=torch.float64)
        student, teacher = spread.clone().requires_grad_(), spread.flip(1)
        theirs = FORMULAS["keras"](said.code, student, teacher, labels)
        same = torch.isclose(theirs, ours(wish, student, teacher, labels), rtol=1e-9)
        assert bool(same) == equal


@pytest.mark.parametrize("name", ["pytorch_tutorial", "kd_lib_own"])
def test_the_gap_at_which_a_loss_is_no_number(name):
    wish = Settings(0.25, 0.5, True, "batchmean", 3)
    said = DIALECTS[name].translate(wish)
    (gap,) = re.findall(r"a logit (\S+) below", said.sentences()[0])
    for times, finite in ((0.97, True), (1.03, False)):
        teacher = torch.tensor([[float(gap) * times, 0.0, 0.0]])
        student = torch.zeros(1, 3, requires_grad=True)
        assert bool(torch.isfinite(FORMULAS[name](said.code, student, teacher, torch.tensor([0])))) == finite


@pytest.mark.parametrize("name", ["keras_first", "haitongli", "haitongli_mnist"])
def test_sgd_is_ours_again_with_the_learning_rate_divided_by_the_factor(name):
    wish = Settings(8.0, 0.7, True, "batchmean", 5)
    said = DIALECTS[name].translate(wish)
    assert said.match == "factor"
    student, teacher, labels = logits(11, wish)
    ends = []
    for loss, rate in (
        (lambda z: ours(wish, z, teacher, labels), 0.1),
        (lambda z: FORMULAS[name](said.code, z, teacher, labels), 0.1 / said.factor),
    ):
        moved = student.detach().clone().requires_grad_()
        optimizer = torch.optim.SGD([moved], lr=rate, momentum=0.9)
        for _step in range(5):
            optimizer.zero_grad()
            loss(moved).backward()
            optimizer.step()
        ends.append(moved.detach())
    torch.testing.assert_close(ends[0], ends[1], rtol=1e-5, atol=1e-5)
    assert (ends[0] - student).abs().max() > 0.01


def test_the_dialects_come_without_torch_and_numpy():
    script = "import sys, kdviz.dialects; print(sorted({'torch', 'numpy', 'streamlit'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
