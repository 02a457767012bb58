"""Which of a network's hidden layers are looked at: functions of all of them, from the inputs upwards."""

from collections.abc import Callable
from typing import Any, TypeVar

Layer = TypeVar("Layer")
Pick = Callable[[tuple[Any, ...]], tuple[Any, ...]]


def nothing(_layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Return none of the layers."""
    return ()


def middle(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Return the middle layer; of an even number, the upper of the two middle ones."""
    place = len(layers) // 2
    return layers[place : place + 1]


def last(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Return the last layer."""
    return layers[-1:]


def every(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Return all layers."""
    return layers
