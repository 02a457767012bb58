"""What methods of compression do to one student."""

import numpy as np
import pytest
import torch
from torch.func import functional_call

from kdviz import networks
from kdviz.catalog import METHODS, Stage, formula, named
from kdviz.catalog.deployed import Deployed
from kdviz.compression.rounding import rounded, straight_through
from kdviz.compression.student import Form, Student, round_inputs
from tests.compression.packer import pack, unpack

IMAGES = (1, 8, 8)
INPUTS = torch.rand(20, *IMAGES, generator=torch.Generator().manual_seed(1))
NETWORKS = ["32", "12x7", "conv:3x5"]


def untrained(text: str) -> tuple[torch.nn.Module, Student, Deployed]:
    network = networks.build(text, IMAGES, 10, seed=3)
    student = Student.of({name: values.detach() for name, values in network.named_parameters()})
    return network, student, Deployed.of(text, IMAGES, 10)


def after(text: str, *stages: str) -> tuple[Student, Deployed]:
    _network, student, deployed = untrained(text)
    for stage in map(Stage.read, stages):
        noise = torch.Generator().manual_seed(5)
        drawn = {name: torch.rand(values.shape, generator=noise) for name, values in student.parameters.items()}
        deployed = stage.card.deploys(deployed, stage.knobs)
        student = named(stage.card.code)(student, stage.knobs, drawn)
    return student, deployed


def answers(text: str, student: Student, inputs: torch.Tensor = INPUTS) -> torch.Tensor:
    return functional_call(networks.build(text, IMAGES, 10, seed=0), student.parameters, (inputs.double(),))


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_its_formula_and_its_code(method):
    card = METHODS[method]
    assert callable(named(card.code))
    assert "=" in formula(card.code) or "keep" in formula(card.code) or "CE" in formula(card.code)
    assert Stage.read(card.example).method == method


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("text", NETWORKS)
@pytest.mark.parametrize("sparsity", [0, 0.3, 0.8, 0.95])
def test_pruning_cuts_the_smallest_weights_and_no_bias(text, sparsity):
    network, _student, _deployed = untrained(text)
    weights = torch.cat([values.flatten() for name, values in network.named_parameters() if "weight" in name]).abs()
    student, deployed = after(text, f"prune={sparsity}")
    mask = torch.cat([values.flatten() for values in student.masks.values()])
    cut = round(sparsity * len(weights))
    assert (mask == 0).sum() == cut
    assert mask.sum() == pytest.approx(sum(layer.left for layer in deployed.layers))
    if cut:
        assert weights[mask == 0].max() <= weights[mask == 1].min()
    for name, values in network.named_parameters():
        expected = values * student.masks[name] if name in student.masks else values
        assert torch.equal(student.parameters[name], expected)


def test_pruning_by_layer_of_one_layer_and_at_random():
    by_layer, deployed = after("12x7", "prune=0.5:layer")
    assert (
        [int(mask.sum()) for mask in by_layer.masks.values()]
        == [384, 42, 35]
        == [layer.left for layer in deployed.layers]
    )
    only, _ = after("12x7", "prune=0.5:only2")
    assert [float(mask.mean()) for mask in only.masks.values()] == [1, 0.5, 1]
    some, more = (after("12x7", f"prune={sparsity}:random")[0] for sparsity in (0.4, 0.7))
    for one, other in zip(some.masks.values(), more.masks.values(), strict=True):
        assert torch.all(other <= one), "a seed's random cuts lie within each other"
    magnitude, _ = after("12x7", "prune=0.4")
    assert any(not torch.equal(some.masks[name], magnitude.masks[name]) for name in some.masks)


def test_what_is_cut_stays_cut():
    student, deployed = after("12x7", "prune=0.5", "prune=0.7:layer", "prune=0.2")
    once, _ = after("12x7", "prune=0.5")
    for name, mask in student.masks.items():
        assert torch.all(mask <= once.masks[name])
        assert torch.all((student.parameters[name] != 0) <= (mask > 0))
    assert sum(float(mask.sum()) for mask in student.masks.values()) <= sum(layer.left for layer in deployed.layers) + 1


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("text", NETWORKS)
@pytest.mark.parametrize("stage", ["shrink=0.4", "shrink=0.4:random"])
def test_a_shrunk_student_answers_as_the_masked_one(text, stage):
    network, whole, _deployed = untrained(text)
    student, deployed = after(text, stage)
    masked, names = {**whole.parameters}, [*whole.masks]
    for name in names[:-1]:
        # Which neurons stay is what the smaller student's biases say.
        bias = name.replace("weight", "bias")
        stays = torch.isin(whole.parameters[bias], student.parameters[bias])
        assert int(stays.sum()) == len(student.parameters[bias])
        masked[name] = masked[name] * stays.reshape(-1, *[1] * (masked[name].ndim - 1))
        masked[bias] = masked[bias] * stays
    expected = functional_call(network, masked, (INPUTS.double(),))
    torch.testing.assert_close(answers(deployed.network, student), expected, rtol=1e-12, atol=1e-12)
    assert deployed.parameters == sum(values.numel() for values in student.parameters.values())
    if stage == "shrink=0.4":
        first = whole.parameters[names[0]].abs().flatten(1).sum(1)
        gone = ~torch.isin(
            whole.parameters[names[0].replace("weight", "bias")], student.parameters[names[0].replace("weight", "bias")]
        )
        assert first[gone].max() <= first[~gone].min()


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("text", NETWORKS)
@pytest.mark.parametrize("grid", ["tensor", "channel"])
@pytest.mark.parametrize("bits", [8, 4, 2])
def test_weights_are_rounded_to_the_nearest_step(text, grid, bits):
    _network, whole, _deployed = untrained(text)
    student, _deployed = after(text, f"quantize={bits}:{grid}")
    for name in whole.masks:
        weights, levels = whole.parameters[name].flatten(1), 2 ** (bits - 1) - 1
        step = (weights.abs().amax(1, keepdim=True) if grid == "channel" else weights.abs().max()) / levels
        apart = (student.parameters[name].flatten(1) - weights).abs()
        assert torch.all(apart <= step / 2 + 1e-15), "half a step at most"
        codes = student.parameters[name].flatten(1) / step
        torch.testing.assert_close(codes, codes.round(), rtol=0, atol=1e-9)
        assert codes.abs().max() <= levels + 1e-9
        bias = name.replace("weight", "bias")
        assert torch.equal(student.parameters[bias], whole.parameters[bias])


def test_a_codebook_has_as_many_values_as_its_bits_say_and_its_means():
    _network, whole, _deployed = untrained("32")
    student, _deployed = after("32", "prune=0.5", "quantize=3:kmeans")
    for name, mask in student.masks.items():
        kept = student.parameters[name][mask > 0]
        assert len(kept.unique()) <= 8
        assert torch.all(student.parameters[name][mask == 0] == 0)
        old = whole.parameters[name][mask > 0]
        uniform = rounded(whole.parameters[name] * mask, torch.tensor(3.0), channel=False)[mask > 0]
        assert (kept - old).square().mean() < (uniform - old).square().mean()
        for value in kept.unique():
            torch.testing.assert_close(value, old[kept == value].mean(), rtol=0.02, atol=2e-3)


@pytest.mark.usefixtures("double")
def test_gradients_go_straight_through_rounding_and_not_through_masks():
    weights = torch.tensor([[0.7, -0.2], [0.4, 1.0]], requires_grad=True)
    held = {"masks": {"w": torch.tensor([[1.0, 0.0], [1.0, 1.0]])}, "levels": {"w": torch.tensor(1.0)}}
    used = Form()({"w": weights}, held)["w"]
    assert used.tolist() == [[1.0, 0.0], [0.0, 1.0]]
    (used * torch.tensor([[1.0, 2.0], [3.0, 4.0]])).sum().backward()
    assert weights.grad.tolist() == [[1.0, 0.0], [3.0, 4.0]]
    assert straight_through(weights, used).tolist() == used.tolist()


@pytest.mark.usefixtures("double")
def test_inputs_of_layers_are_rounded_to_eight_bits_each_by_its_own_scale():
    network, student, _deployed = untrained("12")
    first, second = (student.parameters[f"layers.{place}.weight"] for place in (0, 1))
    biases = [student.parameters[f"layers.{place}.bias"] for place in (0, 1)]

    def eight_bits(values):
        step = values.abs().amax(1, keepdim=True) / 127
        return (values / step).round() * step

    inputs = INPUTS.double()
    hidden = torch.relu(eight_bits(inputs.flatten(1)) @ first.T + biases[0])
    expected = eight_bits(hidden) @ second.T + biases[1]
    round_inputs(network)
    torch.testing.assert_close(functional_call(network, student.parameters, (inputs,)), expected)


@pytest.mark.parametrize("text", NETWORKS)
@pytest.mark.parametrize(
    "stages",
    [
        [],
        ["prune=0.8"],
        ["quantize=4"],
        ["prune=0.8", "quantize=4"],
        ["quantize=3:channel", "prune=0.5:layer"],
        ["quantize=8:only1"],
        ["prune=0.6", "quantize=3:kmeans"],
        ["shrink=0.5", "quantize=5"],
        ["prune=0.7:layer", "quantize=2:channel:only2"],
    ],
    ids=",".join,
)
def test_packed_bytes_are_what_a_packer_writes_and_its_reader_gives_the_same_answers(text, stages):
    student, deployed = after(text, *stages)
    parameters, masks = ({n: v.numpy() for n, v in part.items()} for part in (student.parameters, student.masks))
    packed = pack(parameters, masks, deployed)
    assert len(packed) == deployed.packed_with([float(mask.sum()) for mask in masks.values()])
    assert len(packed) == deployed.packed
    read = unpack(packed, deployed, {name: mask.shape for name, mask in masks.items()})
    copy = {name: torch.from_numpy(np.array(values)) for name, values in read.items()}
    forward = networks.build(deployed.network, IMAGES, 10, seed=0)
    expected = functional_call(forward, student.parameters, (INPUTS,))
    torch.testing.assert_close(functional_call(forward, copy, (INPUTS,)), expected, rtol=1e-4, atol=1e-5)


def test_the_bytes_of_the_default_student():
    for stages, packed in ((["prune=0.8", "quantize=4"], 709), (["prune=0.8"], 2360), (["quantize=4"], 1360)):
        assert after("32", *stages)[1].packed == packed
    assert after("8", "quantize=8")[1].packed == 672
