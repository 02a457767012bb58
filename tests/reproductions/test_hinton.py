"""Hinton's table on 500 small pictures: part by part, kept, and gone on with after a stop."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from sklearn.datasets import load_digits

from kdviz.cli import main
from kdviz.datasets.published import Published
from kdviz.reproductions.hinton.images import BATCH, JITTER, on_device, regularized_batches
from kdviz.reproductions.hinton.parts import PARTS, TEACHER
from kdviz.reproductions.hinton.table import Table
from kdviz.reproductions.hinton.training import LONGEST, shorten, untaught
from kdviz.results.reproduction import Reproduction
from kdviz.verdicts.hinton import hinton_page, hinton_report, rows

SMALL = tuple(replace(part, network="12x8", epochs=6 if part.regularized else 3) for part in PARTS)
SEEDS, LONG = range(2), 1e6


@pytest.fixture(scope="module")
def data():
    """Digits as large as MNIST's."""
    source = load_digits()
    pictures = np.pad(np.kron(source.images / 16 * 255, np.ones((3, 3))), ((0, 0), (2, 2), (2, 2))).astype(np.uint8)
    labels = source.target.astype(np.int64)
    return Published(pictures[:900], labels[:900], pictures[900:], labels[900:])


@pytest.fixture(scope="module")
def made(data, tmp_path_factory):
    """The table, made at one go."""
    table = Table(data, tmp_path_factory.mktemp("whole"), SEEDS, LONG, 500, SMALL)
    plan = table.plan()
    return Reproduction(plan=plan, parts=[*table.parts(plan)])


def numbers(parts):
    return [part.model_dump(exclude={"seconds"}) for part in parts]


def test_what_was_stopped_goes_on_after_its_finished_parts(data, made, tmp_path):
    first = Table(data, tmp_path, SEEDS, LONG, 500, SMALL)
    plan = first.plan()
    assert plan.epochs == {part.name: part.epochs for part in SMALL}
    finished = [*islice(first.parts(plan), 2)]
    again = Table(data, tmp_path, SEEDS, 1e-3, 500, SMALL)
    assert again.plan() == plan, "what was decided stays, whatever is asked then"
    assert 0 < again.seconds_left(plan) < first.seconds_left(plan) + sum(plan.pace.values()) * 1e3
    parts = [*again.parts(plan)]
    assert parts[:2] == finished
    assert numbers(parts) == numbers(made.parts)
    assert again.seconds_left(plan) == 0


def test_with_less_time_there_are_fewer_epochs(data, tmp_path):
    plan = Table(data, tmp_path, range(1), 1e-6, 500, SMALL[:2]).plan()
    assert plan.epochs == {"teacher": 1, "students": 1}


def test_every_part_is_measured_over_seeds(made):
    assert [part.name for part in made.parts] == [part.name for part in PARTS]
    for part, own in zip(PARTS, made.parts, strict=True):
        assert [*own.students] == [member.name for member in part.members]
        for students in own.students.values():
            assert len(students.errors.values) == len(SEEDS)
            assert 0 < students.errors.mean < 500
    without = made.parts[2].students["hard"]
    threes = int((load_digits().target[900:1400] == 3).sum())
    assert without.missed.values == [threes] * 2, "labels alone tell nothing of a digit that is left out"
    best, frequent = (without.corrected[name] for name in ("best_on_test", "frequency"))
    assert best.errors.mean <= min(without.errors.mean, frequent.errors.mean)
    assert frequent.missed.mean < threes
    assert made.parts[3].students["hard"].missed is None


def test_the_jitter_moves_a_picture_by_up_to_two_pixels(data):
    device = torch.device("cpu")
    images, _test = on_device(data, device, 500)
    batch = next(regularized_batches(images, SEEDS, (12, 8), device))
    assert batch.inputs.shape == (2, BATCH, 1, 28, 28)
    assert [mask.shape for mask in batch.masks] == [(2, BATCH, 12), (2, BATCH, 8)]
    shown = batch.inputs[0, :20, 0] * 0.8
    originals = torch.nn.functional.pad(images.pixels / 255, (JITTER,) * 4)
    for picture in shown:
        seen = picture > 0
        windows = [originals[:, y : y + 28, x : x + 28] for y in range(5) for x in range(5)]
        assert any(torch.isclose(window[:, seen], picture[seen]).all(1).any() for window in windows)
    assert 0.7 < float((batch.masks[0] == 2).float().mean()) * 2 < 1.3


def test_the_weight_constraint_shortens_what_is_too_long(data):
    images, _test = on_device(data, torch.device("cpu"), 100)
    population = untaught(replace(TEACHER, network="12x8"), images, SEEDS)
    first, last = (population.parameters[f"layers.{place}.weight"] for place in (0, 2))
    first[:, :, 0] *= 100
    before, others, output = first[:, :, 0].clone(), first[:, :, 1:].clone(), last.clone()
    shorten(population)
    torch.testing.assert_close(first[:, :, 0].square().sum(-1), torch.full((2, 1), LONGEST))
    torch.testing.assert_close(torch.cosine_similarity(first[:, :, 0], before, dim=-1), torch.ones(2, 1))
    assert torch.equal(first[:, :, 1:], others)
    assert torch.equal(last, output)


def test_the_page_has_the_papers_figures_beside_ours_and_names_what_differs(made):
    page = hinton_page(made)
    found = {row.name: row for row in rows(made.parts[2])}
    assert (found["distilled"].paper, found["distilled"].paper_missed) == (206, 133)
    for said in ("| 67 |", "| 146 |", "| 4,730 |", "Only 500 training and 500 test images", "Adam", "over 2 seeds"):
        assert said in page
    report = hinton_report(made)
    assert report["parts"][1]["rows"][1]["paper"] == {"errors": 74, "missed": None}
    assert set(report["parts"][4]["fewer"]) == {"T=1", "T=2.5", "T=4", "T=8", "T=12", "T=20", "T=40"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "MNIST is not on this computer: “kdviz data get mnist” gets it."),
        (["--from", ".", "--within", "soon"], "--within is soon: allowed is a time, such as 90s, 30min or 2h."),
        (["--from", ".", "--within", "0s"], "--within is 0s"),
        (["--seeds", "0"], "0 is not in the range"),
    ],
)
def test_what_is_wrong_is_a_sentence(home, arguments, said):
    done = CliRunner().invoke(main, ["reproduce", "hinton-2015", *arguments])
    assert done.exit_code == 2
    assert said in done.stderr
