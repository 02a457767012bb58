"""Captured operations: the same numbers with less to do."""

import torch
from torch.func import grad, vmap

from kdviz.objectives.terms import log_softmax
from kdviz.training.population.optimizers import Adam
from kdviz.training.population.tracing import captured


def loss(weights, inputs):
    return -log_softmax(inputs[: len(inputs)] @ weights)[:, 0].mean() + log_softmax(inputs @ weights)[:, 1].mean()


def test_what_is_captured_gives_the_same_numbers_with_fewer_operations():
    function = vmap(grad(loss), in_dims=(0, None))
    arguments = torch.randn(3, 4, 5), torch.randn(7, 4)
    graph = captured(function, ("a test",), arguments)
    again = torch.randn(3, 4, 5), torch.randn(7, 4)
    torch.testing.assert_close(graph(*again), function(*again))
    assert captured(function, ("a test",), again) is graph
    assert captured(function, ("a test",), (again[0][:2], again[1])) is not graph
    targets = [str(node.target) for node in graph.graph.nodes]
    # Both terms look at the same answers.
    assert targets.count("aten.exp2.default") == 1
    assert not [target for target in targets if target.startswith("aten.slice")]


def test_what_writes_in_place_is_left_as_it_is():
    def function(values):
        first, second = torch.zeros_like(values), torch.zeros_like(values)
        first += values
        return first + second

    values = torch.randn(4)
    torch.testing.assert_close(captured(function, ("writes",), (values,))(values), values)


def test_what_is_written_to_keeps_no_second_name():
    def function(values):
        first = values * 1
        second = first.clone()
        third = second * 1
        second += 1
        return third + second

    values = torch.randn(4)
    torch.testing.assert_close(captured(function, ("aliases",), (values,))(values), function(values))


def test_equal_members_of_any_size_stay_equal_to_the_last_bit():
    parameters = [torch.ones(2, 3, 7), torch.ones(2, 3, 5, 3)]
    adam = Adam(parameters, torch.tensor([0.01, 0.02, 0.01]).expand(2, 3))
    for _step in range(20):
        adam.step([torch.randn(2, 1, *parameter.shape[2:]).expand_as(parameter) for parameter in parameters])
    for parameter in parameters:
        assert torch.equal(parameter[:, 0], parameter[:, 2])
        assert not torch.equal(parameter[:, 0], parameter[:, 1])


def test_squares_do_not_become_denormal_when_gradients_vanish():
    adam = Adam([torch.ones(1, 8)], torch.tensor([0.01]))
    for _step in range(3 * adam.seldom):
        adam.step([torch.zeros(1, 8)])
        adam.tend()
    assert float(adam._squares.min()) > 1e-31


def test_no_operation_of_a_capture_makes_a_mode_of_its_own(monkeypatch):
    """Each would walk the stack, which took more than all else of a capture."""
    made = []
    monkeypatch.setattr("torch.fx.experimental.proxy_tensor.FakeTensorMode", lambda **_settings: made.append(1))
    inputs = torch.arange(3.0)
    found = captured(lambda values: (values * 2 + 1).sum(), ("no mode of its own",), (inputs,))
    assert found(inputs) == 9
    assert not made
