"""What the browser computes is what Python computes: softened answers, losses, ranks, networks, drawings."""

from base64 import b64encode
from decimal import Decimal, localcontext
from itertools import count

import numpy as np
import pytest
import torch
from safetensors.numpy import load, save
from scipy.stats import spearmanr

from kdviz import networks
from kdviz.catalog import Stage
from kdviz.compression.quantize import quantize
from kdviz.compression.student import Student
from kdviz.figures.softened import softmax
from kdviz.objectives.classic import classic
from kdviz.store.recordings import RECORDED, recorded_file
from kdviz.web.routes.modules import MODULES
from tests.browser.losses import loss_terms

pytestmark = pytest.mark.xdist_group("browser")

RNG = np.random.default_rng(0)
LOGITS = [
    *(RNG.normal(0, scale, (2, classes)).tolist() for scale in (1, 10) for classes in (2, 3, 10, 1000)),
    [[1e4, -1e4, 0.0], [-1e4, 1e4, 0.0]],
    [[3.0, 3.0, 3.0], [3.0, 3.0, 3.0]],
    [[1e4, 1e4, 1e4], [0.0, -1e4, 1e-300]],
]
NAMES = ("shared/tensors.js", "shared/softening.js", "shared/forward.js", "lab/pad.js", "bits/rounding.js")
TEMPERATURES = (0.25, 1.0, 4.0, 100.0)


@pytest.fixture(scope="module")
def calculate(browser, app_url):
    """Return a function that evaluates JavaScript with what the modules of our mathematics export at hand."""
    page = browser.new_page()
    page.goto(f"{app_url}/_stcore/health")
    for name in NAMES:
        address = f"{app_url}/{MODULES.address(name)}"
        page.evaluate("async (address) => { Object.assign(globalThis, await import(address)) }", address)
    yield page.evaluate
    page.close()


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_softened_answers_and_losses_agree(calculate, temperature):
    expression = """cases => cases.map(([student, teacher, temperature, alpha, tSquared, mean]) => {
        const { hardGradient, softGradient, cosine, ...values } = lossTerms(
            { student, teacher, label: 1, temperature, alpha, tSquared, mean })
        return { values, hardGradient: [...hardGradient], softGradient: [...softGradient],
            cosine: Number.isNaN(cosine) ? null : cosine, shares: [...softened(teacher, temperature)] }
    })"""
    settings = [(0.0, True, False), (0.9, True, False), (0.9, False, True), (1.0, True, True)]
    cases = [[*pair, temperature, *setting] for pair in LOGITS for setting in settings]
    for (student, teacher, _t, alpha, t_squared, mean), seen in zip(cases, calculate(expression, cases), strict=True):
        expected = loss_terms(np.array(student), np.array(teacher), 1, temperature, alpha, t_squared, mean)
        np.testing.assert_allclose(seen["shares"], softmax(np.array(teacher), temperature), atol=1e-12)
        assert sum(seen["shares"]) == pytest.approx(1)
        names = {"hard": "hard", "soft": "soft", "total": "total", "kl": "kl", "crossEntropy": "cross_entropy"}
        for theirs, ours in {**names, "teacherEntropy": "teacher_entropy"}.items():
            assert seen["values"][theirs] == pytest.approx(getattr(expected, ours), rel=1e-9, abs=1e-9), theirs
        np.testing.assert_allclose(seen["hardGradient"], expected.hard_gradient, atol=1e-9)
        np.testing.assert_allclose(seen["softGradient"], expected.soft_gradient, atol=1e-9)
        if seen["cosine"] is None:
            assert np.isnan(expected.cosine)
        else:
            assert seen["cosine"] == pytest.approx(expected.cosine, abs=1e-6)


@pytest.mark.parametrize("t_squared", [True, False])
@pytest.mark.parametrize("reduction", ["batchmean", "mean"])
def test_python_s_terms_are_those_that_students_are_trained_with(t_squared, reduction):
    student, teacher = RNG.normal(0, 4, (2, 10))
    logits = torch.tensor(student[None], requires_grad=True)
    loss = classic(
        networks.Outputs(logits),
        networks.Outputs(torch.tensor(teacher[None])),
        torch.tensor([3]),
        temperature=5.0,
        alpha=0.7,
        t_squared=t_squared,
        reduction=reduction,
    )
    loss.backward()
    terms = loss_terms(student, teacher, 3, 5.0, 0.7, t_squared, reduction == "mean")
    assert terms.total == pytest.approx(loss.item())
    assert terms.kl == pytest.approx(terms.cross_entropy - terms.teacher_entropy)
    np.testing.assert_allclose(terms.hard_gradient + terms.soft_gradient, logits.grad[0], atol=1e-9)


def test_the_soft_gradient_turns_into_logit_matching_as_the_temperature_grows():
    student, teacher = RNG.normal(0, 3, (2, 10))
    cosines = [loss_terms(student, teacher, 0, t, 1.0, True, False).cosine for t in (1, 10, 100, 1e4)]
    assert cosines == sorted(cosines)
    assert cosines[-1] == pytest.approx(1)


def test_rank_correlations_are_scipy_s(calculate):
    students, teachers, labels = (
        RNG.normal(size=(6, 10)).round(1),
        RNG.normal(size=(6, 10)).round(1),
        RNG.integers(0, 10, 6),
    )
    seen = calculate(
        "([students, teachers, labels]) => rankCorrelation(students, teachers, labels)",
        [students.tolist(), teachers.tolist(), labels.tolist()],
    )
    others = [np.delete(np.arange(10), label) for label in labels]
    expected = [spearmanr(s[o], t[o]).statistic for s, t, o in zip(students, teachers, others, strict=True)]
    assert seen == pytest.approx(np.mean(expected))


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("text", ["linear", "32", "16x8", "conv:4x8"])
def test_a_network_answers_in_the_browser_as_in_the_worker(calculate, text):
    network = networks.build(text, (1, 8, 8), 10, 7)
    image = RNG.uniform(size=(1, 1, 8, 8))
    weights = {
        name: {"shape": [*values.shape], "values": values.flatten().tolist()}
        for name, values in network.state_dict().items()
    }
    seen = calculate(
        "([weights, image]) => [...forward(weights, Float64Array.from(image), [1, 8, 8])]",
        [weights, image.ravel().tolist()],
    )
    np.testing.assert_allclose(seen, network(torch.from_numpy(image)).detach()[0], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("text", ["linear", "32", "16x8", "conv:4x8"])
def test_rounded_weights_and_flipped_answers_are_those_of_a_worker(calculate, text):
    """A step is chosen of which many weights are odd halves: they go to the even value, as in the worker."""
    network = networks.build(text, (1, 8, 8), 10, 7)
    weights = dict(network.state_dict())
    first = next(iter(weights))
    weights[first] = (weights[first] / weights[first].abs().max() * 254).round() / 254
    images = torch.from_numpy(RNG.uniform(size=(40, 1, 8, 8)).astype(np.float32))
    labels = RNG.integers(0, 10, 40)
    kept = {name: {"shape": [*values.shape], "values": values.flatten().tolist()} for name, values in weights.items()}
    expression = """([weights, images, labels]) => {
        for (const tensor of Object.values(weights)) tensor.values = Float32Array.from(tensor.values)
        const inputs = { shape: [labels.length, 1, 8, 8], values: Float64Array.from(images) }
        const before = answered(weights, inputs)
        return [8, 7, 6, 5, 4, 3, 2].map((bits) => {
            const own = quantized(weights, bits)
            const logits = labels.map((_, place) => [...forward(own, inputs.values.subarray(64 * place), [1, 8, 8])])
            const plain = Object.entries(own).map(([name, { values }]) => [name, [...values]])
            return { bits, weights: Object.fromEntries(plain), logits, ...flips(before, answered(own, inputs), labels) }
        })
    }"""
    before = torch.func.functional_call(network, weights, (images,)).argmax(1).numpy()
    for seen in calculate(expression, [kept, images.flatten().tolist(), labels.tolist()]):
        own = quantize(Student.of(weights), Stage.read(f"quantize={seen['bits']}").knobs, {}).parameters
        for name, values in own.items():
            np.testing.assert_array_equal(np.float32(seen["weights"][name]), values.flatten())
        logits = torch.func.functional_call(network, own, (images,)).detach().numpy()
        np.testing.assert_allclose(seen["logits"], logits, atol=1e-4)
        after = logits.argmax(1)
        assert seen["flipped"] == np.flatnonzero(before != after).tolist()
        assert seen["broken"] == ((before == labels) & (after != labels)).sum()
        assert seen["fixed"] == ((before != labels) & (after == labels)).sum()
        assert seen["accuracy"] == pytest.approx((after == labels).mean())


def slack(weights, image):
    """Return how far an MLP's answers in single precision, summed up in whatever order, may be off.

    A sum of n products is off by less than γ = n u / (1 − n u) of the sum of their sizes, with u = 2⁻²⁴; what the layer
    below was off by is added (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1).
    """
    hidden, off = image.ravel().astype(float), 0.0
    for layer in count():
        weight, bias = (weights[f"layers.{layer}.{name}"].astype(float) for name in ("weight", "bias"))
        products = (weight.shape[1] + 2) * 2.0**-24
        sizes = np.abs(weight) @ (np.abs(hidden) + off) + np.abs(bias)
        off = products / (1 - products) * sizes + np.abs(weight) @ (off + 0 * hidden)
        hidden = weight @ hidden + bias
        if f"layers.{layer + 1}.weight" not in weights:
            return off
        hidden = hidden.clip(0)


def test_every_kept_student_answers_as_the_worker_said(calculate):
    files = {name: recorded_file(RECORDED, name) for name in ("arrays", "students", "teacher")}
    kept, taught, teaching = (load(files[name]) for name in ("arrays", "students", "teacher"))
    image, said = kept["validation_inputs"][7], kept["validation_student_logits"][:, :, 7]
    expression = """([students, teacher, image, count]) => {
        const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0)).buffer
        const [taught, teaching] = [students, teacher].map((text) => readTensors(bytes(text)))
        const answer = (weights) => [...forward(weights, Float64Array.from(image), [1, 8, 8])]
        return [...Array.from({ length: count }, (_, member) => answer(memberWeights(taught, 2, member))),
            answer(memberWeights(teaching, 0, 0))]
    }"""
    seeds, arms = said.shape[:2]
    texts = [b64encode(files[name]).decode() for name in ("students", "teacher")]
    arguments = [*texts, image.ravel().tolist(), seeds * arms]
    *students, teacher = calculate(expression, arguments)
    for place in np.ndindex(seeds, arms):
        own = {name: values[place] for name, values in taught.items()}
        assert (np.abs(np.reshape(students, said.shape)[place] - said[place]) < slack(own, image)).all()
    assert (np.abs(teacher - kept["validation_teacher_logits"][7]) < slack(teaching, image)).all()


def test_the_cosine_holds_where_both_are_sure(calculate):
    """Against exact arithmetic; two softmaxes never point apart."""
    for gap in (10.0, 20.0, 40.0):
        student, teacher = [gap, 0.0, -1.0], [gap + 3, 1.0, -2.0]
        with localcontext(prec=300):
            tail = [
                Decimal(logits[place] - logits[0]) / Decimal("0.25")
                for logits in (student, teacher)
                for place in range(3)
            ]
            shares = [[each.exp() for each in tail[3 * who : 3 * who + 3]] for who in (0, 1)]
            shares = [[each / sum(row) for each in row] for row in shares]
            apart = [one - other for one, other in zip(*shares, strict=True)]
            matching = [Decimal(s) - Decimal(t) for s, t in zip(student, teacher, strict=True)]
            matching = [each - sum(matching) / 3 for each in matching]
            dot = sum(a * m for a, m in zip(apart, matching, strict=True))
            norms = sum(a * a for a in apart).sqrt() * sum(m * m for m in matching).sqrt()
            expected = float(dot / norms)
        ours = loss_terms(np.array(student), np.array(teacher), 0, 0.25, 1.0, True, False).cosine
        theirs = calculate("([s, t]) => matchingCosine(s, t, 0.25)", [student, teacher])
        assert expected > 0
        assert ours == pytest.approx(expected, rel=1e-4)
        assert theirs == pytest.approx(expected, rel=1e-4)


def test_kept_arrays_are_read_in_every_type(calculate):
    arrays = {
        "halves": np.array([[0, -0.5, 65504, 6e-8, np.inf]], dtype=np.float16),
        "floats": RNG.normal(size=(2, 3)).astype(np.float32),
        "whole": np.array([-3, 2**40], dtype=np.int64),
    }
    seen = calculate(
        """bytes => Object.fromEntries(Object.entries(readTensors(Uint8Array.from(bytes).buffer)).map(
            ([name, { shape, values }]) => [name, { shape, values: [...values].map(String) }]))""",
        list(save(arrays, {"note": "metadata is no tensor"})),
    )
    for name, values in arrays.items():
        assert tuple(seen[name]["shape"]) == values.shape
        np.testing.assert_array_equal([float(each) for each in seen[name]["values"]], values.ravel().astype(float))
    assert seen.keys() == arrays.keys()


def test_a_drawing_is_reduced_as_the_data_set_was(calculate):
    """Dark points are counted in 4×4 blocks of a 32×32 bitmap that the drawing fills."""
    bits = np.zeros((32, 32), dtype=int)
    bits[8:24, 14:18] = 1
    seen = np.reshape(
        calculate("bits => [...reduced(fitted(Uint8Array.from(bits), 32), 32)]", bits.ravel().tolist()), (8, 8)
    )
    expected = np.zeros((8, 8))
    expected[:, 3:5] = 1
    np.testing.assert_array_equal(seen, expected)
    whole = RNG.integers(0, 2, (32, 32))
    whole[0, 0] = whole[-1, -1] = 1
    counted = whole.reshape(8, 4, 8, 4).mean(axis=(1, 3))
    np.testing.assert_array_equal(
        np.reshape(calculate("bits => [...reduced(Uint8Array.from(bits), 32)]", whole.ravel().tolist()), (8, 8)),
        counted,
    )
    assert calculate("bits => [...reduced(fitted(Uint8Array.from(bits), 32), 32)]", [0] * 1024) == [0] * 64
