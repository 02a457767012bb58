"""A search against what one would write instead: Optuna's loop, random settings, and a whole landscape."""

import os
import tempfile
from pathlib import Path
from statistics import fmean, median
from time import process_time

import optuna
import torch
from torch.nn import functional as F

import kdviz
from benchmarks.timing import report
from kdviz import datasets, measures, networks
from kdviz.engine import shared_engine
from kdviz.experiment import Experiment, Search
from kdviz.experiment.search import Budget
from kdviz.results import Estimate
from kdviz.results.search import SearchRecord, Trial
from kdviz.store import teachers
from kdviz.training.draws import draw
from kdviz.training.run import teacher
from kdviz.training.run.steps import finish
from kdviz.training.search.planned import asked
from kdviz.training.search.trials import train_trials

BASE = Experiment.shared(labels=60)
# Rounds of a search, and students of the plain loop beside each.
ROUNDS, PLAIN = 7, 4
# Repeats of searches, each with seeds of its own, and their students.
REPEATS, STUDENTS = 10, 256
# The landscape that a search must come near to with a quarter of its students.
TEMPERATURES = (1.0, 1.4, 1.9, 2.7, 3.8, 5.3, 7.4, 10.3, 14.3, 20.0)
ALPHAS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def measure() -> None:
    """Print how many settings a search tries a second, and how good what it finds is."""
    times = against_a_loop()
    report("students a second against Optuna's loop over plain PyTorch", times, "x", "said as is", True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["KDVIZ_HOME"] = home
        raced = times * settings_a_student()
        report("settings a second against that loop over as many seeds", raced, "x", "20 or more", raced >= 20)
        regret = simple_regret()
        report("simple regret after a quarter of a landscape's students", regret, "pt", "0.5 or less", regret <= 0.5)
        better = against_random(REPEATS)
        low, high = better.ci95 or (better.mean, better.mean)
        told = f"a search against random settings ({low:+.2f} to {high:+.2f})"
        report(told, better.mean, "pt", "not worse", high >= 0)
        shared_engine().close()


def against_a_loop() -> float:
    """Return how many times as many students a second a search trains on one core, by processor time."""
    torch.set_num_threads(1)
    weights = teachers.load(Path("/nowhere"), BASE)
    assert weights is not None
    dataset = datasets.load(BASE.dataset, BASE.data_seed)
    logits = torch.as_tensor(teacher.logits_by_id(teacher.taught(BASE, weights), dataset))
    drawn = draw(BASE, dataset, 0)
    inputs, labels = torch.from_numpy(dataset.inputs[drawn.labelled]), torch.from_numpy(drawn.labels)
    taught = logits[drawn.labelled]
    held, truth = (torch.from_numpy(part[dataset.validation]) for part in (dataset.inputs, dataset.labels))

    def objective(trial: optuna.Trial) -> float:
        """Train one student of one seed, as tutorials do, and return its accuracy on the validation images."""
        temperature = trial.suggest_float("temperature", 1, 20, log=True)
        alpha = trial.suggest_float("alpha", 0, 1)
        rate = trial.suggest_float("learning_rate", 0.001, 0.1, log=True)
        student = networks.build(BASE.student, BASE.data.shape, BASE.data.classes, seed=trial.number)
        optimizer = torch.optim.Adam(student.parameters(), lr=rate)
        for _step in range(BASE.steps):
            batch = torch.randint(len(inputs), (BASE.batch_size,))
            answers = student(inputs[batch])
            soft = F.kl_div(
                F.log_softmax(answers / temperature, dim=1),
                F.softmax(taught[batch] / temperature, dim=1),
                reduction="batchmean",
            )
            loss = (1 - alpha) * F.cross_entropy(answers, labels[batch]) + alpha * temperature**2 * soft
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            return float((student(held).argmax(1) == truth).double().mean())

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=0))
    search = Search.of(BASE, {}, Budget(STUDENTS * 4))
    count = search.settings_a_piece(search.first_seeds)
    trials = list[Trial]()
    times = list[float]()
    # By turns, so that what else the machine does slows both down alike.
    for _round in range(ROUNDS + 1):
        start = process_time()
        study.optimize(objective, n_trials=PLAIN)
        plain = (process_time() - start) / PLAIN
        start = process_time()
        settings = asked(search, trials, count)
        experiments = [search.experiment_of(each, search.first_seeds) for each in settings]
        scores = finish(train_trials(experiments, weights)).scores
        times.append(plain * count * search.first_seeds[1] / (process_time() - start))
        trials += [
            Trial(number=len(trials) + place, settings=each, accuracy=own)
            for place, (each, own) in enumerate(zip(settings, scores, strict=True))
        ]
    # The first round captures its population, as the loop's first trial warms PyTorch up: neither counts.
    return median(times[1:])


def settings_a_student() -> float:
    """Return how many settings a search tries with as many students as a loop needs for one, all of its seeds."""
    found = kdviz.tune(BASE, 4 * STUDENTS)
    return BASE.seeds * len(found.trials) / found.students


def simple_regret() -> float:
    """Return how many points a search on a quarter of a landscape's students ends below the landscape's best."""
    landscape = kdviz.sweep(BASE, temperature=TEMPERATURES, alpha=ALPHAS)
    best = max(fmean(cell.result.curves.distilled[-1]) for cell in landscape.cells if cell.result)
    students = len(TEMPERATURES) * len(ALPHAS) * BASE.seeds // 4
    found = kdviz.tune(BASE, students, temperature="1:20:log", alpha="0:1")
    assert found.result is not None
    return 100 * (best - found.result.best.validation.mean)


def against_random(repeats: int) -> Estimate:
    """Return by how many points a search's winner beats that of as many random settings on fresh seeds."""

    def winner(repeat: int, sampler: str) -> float:
        first = 100 * repeat
        base = BASE.model_copy(update={"first_seed": first})
        fresh = range(first + 50, first + 66)
        found: SearchRecord = kdviz.tune(base, STUDENTS, fresh=fresh, sampler=sampler)
        assert found.result is not None
        assert found.result.best.fresh is not None
        return 100 * found.result.best.fresh.mean

    return measures.over_seeds([winner(each, "tpe") - winner(each, "random") for each in range(repeats)])
