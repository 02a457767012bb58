"""The images on the device that trains, and the batches that each seed draws of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kdviz.datasets.published import Published
from kdviz.networks import Outputs
from kdviz.reproductions.hinton.parts import DIGITS
from kdviz.training.draws import Stream, generator, minibatches, torch_seed
from kdviz.training.population.device import sent_ahead
from kdviz.training.population.population import Batch

BATCH = 100
JITTER = 2
# Hinton et al. 2012, Improving neural networks by preventing co-adaptation of feature detectors.
KEEP_INPUTS, KEEP_HIDDEN = 0.8, 0.5
# Steps whose dropout masks are drawn at once.
MASKS_AT_ONCE = 16


@dataclass(frozen=True)
class Images:
    """Images and labels on a device.

    Attributes
    ----------
    pixels : Tensor of uint8, shape (n, height, width)
    labels : Tensor of int64, shape (n,)
    """

    pixels: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def inputs(self, ids: Tensor | slice) -> Tensor:
        """Return images as a network's inputs, shape (…, 1, height, width), from 0 to 1."""
        return _as_inputs(self.pixels[ids])


def on_device(data: Published, device: torch.device, most: int | None = None) -> tuple[Images, Images]:
    """Return training and test images, at most the first `most` of each."""
    parts = ((data.train_pictures, data.train_labels), (data.test_pictures, data.test_labels))
    return tuple(
        Images(torch.from_numpy(pictures[:most]).to(device), torch.from_numpy(labels[:most]).to(device))
        for pictures, labels in parts
    )  # type: ignore[return-value]


def _as_inputs(pixels: Tensor) -> Tensor:
    return pixels[..., None, :, :].to(torch.get_default_dtype()) / 255


def plain_batches(images: Images, ids: NDArray[np.int64], seeds: range, teacher: Tensor) -> Iterator[Batch]:
    """Yield batches of the images `ids` without end, each seed's in an order of its own.

    Parameters
    ----------
    teacher : Tensor, shape (seeds, n, classes)
        Logits of each seed's teacher by id.
    """
    rows = torch.arange(len(seeds), device=teacher.device)[:, None]
    for (places,) in sent_ahead(((ids[chosen],) for chosen in _orders(len(ids), seeds)), teacher.device):
        yield Batch(images.inputs(places), images.labels[places], Outputs(teacher[rows, places]))


def regularized_batches(images: Images, seeds: range, hidden: tuple[int, ...], device: torch.device) -> Iterator[Batch]:
    """Yield batches without end whose images are moved by up to `JITTER` pixels, with masks for dropout.

    Parameters
    ----------
    hidden : tuple of int
        Widths of the layers that dropout silences, beside the inputs.
    """
    side = images.pixels.shape[1:]
    padded = torch.nn.functional.pad(images.pixels, (JITTER,) * 4)
    ways = [generator(Stream.JITTER, seed) for seed in seeds]
    drawn = (
        (places, np.stack([way.integers(0, 2 * JITTER + 1, (2, places.shape[1])) for way in ways]))
        for places in _orders(len(images), seeds)
    )
    masks = dropout_masks(seeds, (int(np.prod(side)), *hidden), device)
    down, right = (torch.arange(size, device=device) for size in side)
    no_teacher = Outputs(torch.zeros(len(seeds), BATCH, len(DIGITS), device=device))
    for (places, moves), (first, *others) in zip(sent_ahead(drawn, device), masks, strict=False):
        # Windows of the padded images, each as far from the middle as its jitter says.
        y = (moves[:, 0, :, None] + down)[..., :, None]
        x = (moves[:, 1, :, None] + right)[..., None, :]
        inputs = _as_inputs(padded[places[..., None, None], y, x])
        yield Batch(inputs * first.view_as(inputs), images.labels[places], no_teacher, tuple(others))


def dropout_masks(seeds: range, widths: tuple[int, ...], device: torch.device) -> Iterator[list[Tensor]]:
    """Yield what inputs and activations are multiplied with in each step, shapes (seeds, batch, width).

    Each seed has random numbers of its own; they are the device's, of which another kind draws others.
    """
    sources = [torch.Generator(device).manual_seed(torch_seed(Stream.DROPOUT, seed)) for seed in seeds]
    keeps = [KEEP_INPUTS, *[KEEP_HIDDEN] * (len(widths) - 1)]
    while True:
        steps = [
            torch.stack([_kept((MASKS_AT_ONCE, BATCH, width), keep, source) for source in sources], dim=1)
            for width, keep in zip(widths, keeps, strict=True)
        ]
        yield from ([masks[step] for masks in steps] for step in range(MASKS_AT_ONCE))


def _kept(shape: tuple[int, ...], keep: float, source: torch.Generator) -> Tensor:
    drawn = torch.rand(shape, generator=source, device=source.device)
    return (drawn < keep).to(torch.get_default_dtype()) / keep


def _orders(count: int, seeds: range) -> Iterator[NDArray[np.int64]]:
    orders = [minibatches(count, BATCH, generator(Stream.BATCHES, seed)) for seed in seeds]
    while True:
        yield np.stack([next(order) for order in orders])


def an_epoch(count: int) -> int:
    """Return how many steps a pass over so many images takes."""
    return max(1, count // BATCH)


def first(batches: Iterator[Batch], steps: int) -> Iterator[Batch]:
    """Return the first `steps` of the batches."""
    return islice(batches, steps)
