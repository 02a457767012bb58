"""No data: the students learn what the teacher says of noise, which is drawn afresh in every step."""

from collections.abc import Generator

import numpy as np
import torch
from torch import Tensor

from kdviz.training.draws import Stream, generator
from kdviz.training.run.workbench import Plan, Workbench


def data_free(bench: Workbench) -> Generator[None, None, Plan]:
    """Return the plan with noise for the soft term: uniform pixels, or ones drawn from the teacher's own images.

    Uniform noise keeps to each pixel's own range: over one range for all, digits' black margins would be noise too, and
    students ended 12 points lower (digits, 2500 steps, 4 seeds). A pixel's marginal is drawn from by taking its value
    in any of the training images, each pixel's in another one.
    """
    yield from ()
    experiment, dataset = bench.experiment, bench.dataset
    seen = dataset.inputs[dataset.train]
    lowest, highest = seen.min(axis=0), seen.max(axis=0)
    streams = [generator(Stream.NOISE_IMAGES, seed) for seed in experiment.seed_list]
    flat = seen.reshape(len(seen), -1)
    pixels = np.arange(flat.shape[1])

    def noise(rng: np.random.Generator) -> Tensor:
        shape = (experiment.batch_size, *seen.shape[1:])
        if experiment.noise == "uniform":
            return torch.from_numpy(rng.uniform(lowest, highest, shape).astype(np.float32))
        rows = rng.integers(len(seen), size=(experiment.batch_size, flat.shape[1]))
        return torch.from_numpy(flat[rows, pixels].reshape(shape))

    return bench.plan(bench.with_images(lambda _step: torch.stack([noise(rng) for rng in streams])))
