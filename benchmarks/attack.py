"""Attacks: how long each study takes with workers up, and a population under attack against nets one by one."""

import os
import tempfile
from time import perf_counter, process_time

import torch

import kdviz
from benchmarks.sweep import processor_seconds
from benchmarks.timing import report
from kdviz import datasets, networks
from kdviz.attacks.gradients import answer_of, input_gradient
from kdviz.attacks.linf import pgd
from kdviz.engine import shared_engine
from kdviz.experiment import Experiment
from kdviz.experiment.attack import STUDIES
from kdviz.training.attack.population import Attacked

NETS, BOUND = 32, 0.15
PATIENCE = 120.0


def measure() -> None:
    """Print how much faster nets are attacked together, and the seconds of each study."""
    times = together()
    report(f"{NETS} nets under attack together against one by one", times, "x", "3 or more", times >= 3)
    with tempfile.TemporaryDirectory() as home:
        os.environ["KDVIZ_HOME"] = home
        shared_engine().await_workers(PATIENCE)
        # Workers load torch with their first job.
        kdviz.run(Experiment(seeds=1, steps=10))
        for study in STUDIES:
            before, start = processor_seconds(shared_engine()), perf_counter()
            kdviz.attack(study)
            took, worked = perf_counter() - start, processor_seconds(shared_engine()) - before
            report(f"kdviz attack {study}, workers up", took, "s", "15 or less on 2 cores", took <= 15)
            report("processor seconds that its workers took, together", worked, "s", "-", True)
        shared_engine().close()


def together() -> float:
    """Return how many times as fast one step of many nets' attack is mapped, by processor time."""
    torch.set_num_threads(1)
    dataset = datasets.load("digits", 0)
    images = torch.from_numpy(dataset.inputs[dataset.test[:32]])
    labels = torch.from_numpy(dataset.labels[dataset.test[:32]])
    nets = [networks.build("64", images.shape[1:], 10, seed=seed).requires_grad_(False) for seed in range(NETS)]
    stacked, _buffers = torch.func.stack_module_state(nets)
    attacked = Attacked(nets[0], stacked)
    everyone = images.expand(NETS, *images.shape)

    def all_at_once() -> None:
        pgd(lambda inputs: attacked.gradients(inputs, labels, 1.0), everyone, BOUND)

    def one_by_one() -> None:
        for net in nets:
            pgd(input_gradient(answer_of(net, dict(net.named_parameters())), labels), images, BOUND)

    seconds = []
    for way in (one_by_one, all_at_once):
        # The first captures.
        way()
        start = process_time()
        for _repeat in range(3):
            way()
        seconds.append(process_time() - start)
    return seconds[0] / seconds[1]


if __name__ == "__main__":
    measure()
