"""The first training in a process loads a second's worth of torch; better before someone waits for it."""

from itertools import islice

import torch

from kdviz import datasets
from kdviz.experiment import Experiment
from kdviz.networks import Outputs
from kdviz.training.batches import student_batches
from kdviz.training.draws import draw
from kdviz.training.population.device import as_inputs, pick_device
from kdviz.training.run.students import arms_population


def warm_up() -> None:
    """Train the smallest population for a step.

    Small nets are slower on two threads than on one, and many times slower on a busy machine, so a process that
    trains uses one.
    """
    torch.set_num_threads(1)
    # A GPU would round the factors of convolutions to ten bits.
    torch.backends.cudnn.allow_tf32 = False
    experiment = Experiment(student="linear", seeds=1)
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    population = arms_population(experiment)
    teacher = Outputs(torch.zeros(len(dataset.inputs), experiment.data.classes))
    transfer_sets = [draw(experiment, dataset, seed) for seed in experiment.seed_list]
    batches = student_batches(experiment.seed_list, experiment.batch_size, dataset, transfer_sets, teacher)
    for _step in population.train(islice(batches, 1)):
        population.logits(as_inputs(dataset.inputs[dataset.validation]).to(pick_device()))
