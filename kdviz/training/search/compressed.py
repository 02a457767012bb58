"""Settings of a search whose students go through pipelines of compression, one after the other."""

from collections.abc import Generator, Sequence

from kdviz import datasets
from kdviz.experiment import Experiment, Pipeline
from kdviz.results import Arrays
from kdviz.results.search import Fresh, TrialScores
from kdviz.training.compress.measured import Tested
from kdviz.training.compress.pipelines import Tree
from kdviz.training.population.device import device_kind
from kdviz.training.schedule import Clock
from kdviz.training.search.trials import RAN_AWAY


def train_compressed(
    experiments: Sequence[Experiment], texts: Sequence[str], teacher_weights: Arrays, _clock: Clock | None = None
) -> Generator[float | None, None, TrialScores]:
    """Train the students of each experiment through its pipeline; test images are not touched.

    Yields
    ------
    float or None
        As `kdviz.training.search.trials.train_trials`.
    """
    scores = []
    for place, (experiment, text) in enumerate(zip(experiments, texts, strict=True)):
        pipeline = Pipeline.read(text)
        tree = Tree(experiment, [pipeline], teacher_weights, "validation")
        yield from _shares(tree, place, len(texts))
        last = tree.places[pipeline]
        scores.append(last.stages[-1].accuracy if last.students else [RAN_AWAY] * experiment.seeds)
    return TrialScores(scores=scores, device=device_kind())


def judged(
    experiments: Sequence[Experiment], texts: Sequence[str], teacher_weights: Arrays, _clock: Clock | None = None
) -> Generator[float | None, None, list[Fresh]]:
    """Train the students of each experiment, whose seeds are fresh, through its pipeline, and test them.

    Yields
    ------
    float or None
        As `train_compressed`.
    """
    found = []
    for place, (experiment, text) in enumerate(zip(experiments, texts, strict=True)):
        pipeline = Pipeline.read(text)
        tree = Tree(experiment, [pipeline], teacher_weights)
        yield from _shares(tree, place, len(texts))
        students, stages = tree.places[pipeline].students, tree.places[pipeline].stages
        if students is None:
            found.append(Fresh(device=device_kind()))
            continue
        held = Tested(datasets.load(experiment.dataset, experiment.data_seed), "validation")
        accuracy = held.accuracy(students.logits(held.inputs))
        found.append(Fresh(test=stages[-1].accuracy, validation=accuracy, device=device_kind()))
    return found


def _shares(tree: Tree, place: int, count: int) -> Generator[float | None, None, None]:
    for news in tree.grow():
        yield (place + news) / count if isinstance(news, float) else None
