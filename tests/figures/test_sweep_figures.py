"""Figures and words of sweeps, on one that was really trained."""

from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from kdviz import figures
from kdviz.cells import CellOutcome, CellRecord, SweepRecord
from kdviz.experiment import Experiment, Sweep
from kdviz.i18n import Translator
from kdviz.results import Estimate, Status
from kdviz.store import teachers
from kdviz.store.export import sweep_as_table
from kdviz.sweep_verdict import best, count, gap_sentence, landscape_sentence, sign
from kdviz.tradeoff import Footprint, Latency, Option, options, pareto
from kdviz.training.cells import train_cells
from kdviz.training.going import finish

EN = Translator("en")


def trained(**axes) -> SweepRecord:
    sweep = Sweep.over(Experiment(steps=60, seeds=3), axes)
    weights = teachers.load(Path("/nowhere"), Experiment())
    families: dict[str, list] = {}
    for cell in sweep.cells:
        if cell.experiment:
            families.setdefault(cell.experiment.student, []).append(cell)
    outcomes = {}
    for cells in families.values():
        done = finish(train_cells([cell.experiment for cell in cells], weights))
        outcomes |= {cell.place: outcome for cell, outcome in zip(cells, done, strict=True)}
    records = [CellRecord(cell.place, cell.values, cell.problem, outcomes.get(cell.place)) for cell in sweep.cells]
    return SweepRecord("id", sweep, Status.FINISHED, "", 0, 1, 1, None, tuple(records), len(records))


@pytest.fixture(scope="module")
def grid() -> SweepRecord:
    return trained(alpha=[0.0, 0.5, 1.0], temperature=[1.0, 4.0, 0.1])


@pytest.fixture(scope="module")
def sizes() -> SweepRecord:
    return trained(student=["4", "16", "32"])


def gain(record: SweepRecord, place: int, mean: float, low: float, high: float) -> SweepRecord:
    """Give a cell another gain."""
    cells = list(record.cells)
    estimate = Estimate(mean=mean, ci95=(low, high))
    result = cells[place].result.model_copy(update={"gain": estimate})
    cells[place] = CellRecord(place, cells[place].values, None, CellOutcome(result=result))
    return SweepRecord(**{**record.__dict__, "cells": tuple(cells)})


def heatmaps(figure: go.Figure) -> list[np.ndarray]:
    return [np.array(trace.z, dtype=float) for trace in figure.data if trace.type == "heatmap"]


def named(figure: go.Figure, start: str) -> go.Scatter:
    (found,) = [trace for trace in figure.data if trace.name and trace.name.startswith(start)]
    return found


def test_a_landscape_fades_what_may_be_zero_and_says_how_many_would_not_by_chance(grid):
    shown = gain(
        gain(gain(gain(grid, 3, 0.1, 0.05, 0.15), 4, -0.1, -0.2, -0.02), 6, 0.02, -0.1, 0.14), 7, 0.3, 0.1, 0.5
    )
    sure, unsure = heatmaps(figures.landscape(shown, EN))
    np.testing.assert_allclose(sure, [[0, 0, np.nan], [10, -10, np.nan], [np.nan, 30, np.nan]])
    np.testing.assert_allclose(unsure, [[np.nan] * 3, [np.nan] * 3, [2, np.nan, np.nan]])
    legend = named(figures.landscape(shown, EN), "95 % interval includes zero")
    assert (
        legend.name.replace("<br>", " ") == "95 % interval includes zero: 1 of 4 cells (by chance alone 0.2 would not)"
    )
    assert (list(legend.x), list(legend.y)) == (["1"], ["1"])
    figure = figures.landscape(shown, EN)
    assert figure.layout.coloraxis.cmin == -figure.layout.coloraxis.cmax == -30
    failed = named(figure, "cannot be trained")
    assert list(failed.x) == ["0.1"] * 3
    assert landscape_sentence(shown).startswith("Of 4 cells distillation helps in 2 and hurts in 1 (95 % t-interval")
    assert count(shown).by_chance == pytest.approx(0.2)
    assert best(shown).place == 7


def test_every_cell_can_be_pointed_at_and_tells_its_numbers(grid):
    targets = named(figures.landscape(grid, EN), "cells")
    assert list(targets.customdata) == list(range(9))
    assert targets.text[2].endswith("temperature is 0.1: allowed is a number from 0.25 to 100.")
    assert "Soft weight α 0.5" in targets.text[4]
    assert "Gain over the hard-label twin, points: " in targets.text[4]
    assert "95 % interval" in targets.text[4]


@pytest.mark.parametrize("measure", [name for name in figures.MEASURES if name != "gain"])
def test_other_measures_are_drawn_whole(grid, measure):
    sure, unsure = heatmaps(figures.landscape(grid, EN, measure))
    assert np.isfinite(sure[:, :2]).all()
    assert np.isnan(sure[:, 2]).all()
    assert np.isnan(unsure).all()


def test_an_unfinished_landscape_is_drawn_too(grid):
    empty = [CellRecord(cell.place, cell.values, cell.problem, None) for cell in grid.cells]
    nothing = SweepRecord(**{**grid.__dict__, "cells": tuple(empty)})
    assert np.isnan(heatmaps(figures.landscape(nothing, EN))[0]).all()
    assert named(figures.landscape(nothing, EN), "cells").text[0].endswith("not trained yet")
    assert landscape_sentence(nothing) == "One seed has no intervals: no cell shows anything."


def test_the_phase_diagram_shows_signs_by_color_and_by_symbol(grid):
    shown = gain(
        gain(gain(gain(grid, 3, 0.1, 0.05, 0.15), 4, -0.1, -0.2, -0.02), 6, 0.02, -0.1, 0.14), 7, 0.3, 0.1, 0.5
    )
    figure = figures.phase_diagram(shown, EN)
    (signs,) = heatmaps(figure)
    np.testing.assert_array_equal(signs, [[0, 0, np.nan], [1, -1, np.nan], [0, 1, np.nan]])
    assert len(named(figure, "helps").x) == 2
    assert len(named(figure, "hurts").x) == 1
    assert len(named(figure, "no difference shown").x) == 3
    assert len({trace.marker.symbol for trace in figure.data if trace.type == "scatter"}) == 6


def test_a_map_is_titled_by_what_it_shows(grid, sizes):
    empty = SweepRecord(
        **{**grid.__dict__, "cells": tuple(CellRecord(c.place, c.values, None, None) for c in grid.cells)}
    )
    assert figures.map_takeaway(empty, "gain", EN) == "No cell is trained yet"
    assert figures.map_takeaway(grid, "sign", EN) == landscape_sentence(grid)
    twins = SweepRecord(**{**grid.__dict__, "cells": grid.cells[:2]})
    assert figures.map_takeaway(twins, "gain", EN) == "No cell in which the teacher has a say is trained yet"
    for measure, pick in (("accuracy", max), ("agreement", max), ("kl", min), ("ece", min)):
        means = {cell.place: getattr(cell.result.distilled, measure).mean for cell in sizes.cells}
        network = sizes.cells[pick(means, key=means.get)].values["student"]
        assert figures.map_takeaway(sizes, measure, EN).endswith(f"at Student network {network}")


def test_any_measure_is_drawn_along_one_axis_and_points_can_be_clicked(sizes):
    line = named(figures.along_axis(sizes, EN, "gain"), "Distilled")
    assert list(line.y) == pytest.approx([100 * cell.result.gain.mean for cell in sizes.cells])
    assert list(line.customdata) == [0, 1, 2]
    twin = named(figures.along_axis(sizes, EN, "kl"), "Hard-label")
    assert list(twin.y) == pytest.approx([cell.result.hard.kl.mean for cell in sizes.cells])


def test_a_cells_numbers_hold_fidelity_against_the_untaught(sizes):
    result = sizes.cells[1].result
    table = figures.cell_table(result, EN)
    untaught = table["Two untaught students"]
    assert untaught["Agrees with the teacher on test images, %"] == f"{100 * result.untaught.agreement:.1f}"
    assert untaught["… on training images, %"] == f"{100 * result.untaught.agreement_train:.1f}"
    assert untaught["… where the teacher errs, %"] == f"{100 * result.untaught.agreement_on_errors:.1f}"
    assert table.loc["Brier score", "Distilled student"].startswith(f"{result.distilled.brier.mean:.3f} (")
    assert figures.reliability_table(result, EN)["Answers"].sum() == (1 + 2 * 3) * sum(result.teacher_reliability.count)
    assert len(figures.cell_curves_table(result, EN)) == len(result.curves.steps)


def test_one_axis_is_a_line_with_intervals_and_a_cell_has_curves_and_calibration(sizes):
    line = named(figures.along_axis(sizes, EN), "Distilled")
    measured = sizes.cells[1].result.distilled.accuracy
    assert line.y[1] == pytest.approx(100 * measured.mean)
    assert line.error_y.array[1] == pytest.approx(100 * (measured.ci95[1] - measured.mean))
    result = sizes.cells[2].result
    curves = figures.cell_curves(result, (0, 1, 2), EN)
    mean = named(curves, "Distilled")
    assert list(mean.y) == pytest.approx([100 * np.mean(values) for values in result.curves.distilled])
    diagram = figures.reliability_diagram(result, EN)
    distilled = named(diagram, "Distilled student: ECE ")
    assert sum(distilled.customdata) == 3 * 500
    assert f"{100 * result.distilled.ece.mean:.1f} %" in distilled.name
    assert sign(result) in (-1, 0, 1)


def estimate(mean: float) -> Estimate:
    return Estimate(mean=mean, ci95=(mean - 0.01, mean + 0.02))


CHOICES = [
    Option("4", "hard", 100, estimate(0.5)),
    Option("4", "distilled", 100, estimate(0.6)),
    Option("8", "distilled", 200, estimate(0.55)),
    Option("16", "hard", 400, estimate(0.7)),
    Option("16", "distilled", 400, estimate(0.9)),
]


def test_the_front_is_what_no_other_beats_for_less():
    assert pareto(CHOICES) == [CHOICES[1], CHOICES[4]]
    assert pareto(CHOICES[:1]) == CHOICES[:1]
    assert pareto([]) == []


def test_options_are_every_trained_student_at_its_price(sizes):
    found = options(sizes, lambda _name, cost: cost.parameters)
    assert [(option.network, option.cost) for option in found[::2]] == [("4", 310), ("16", 1210), ("32", 2410)]
    assert {option.arm for option in found} == {"hard", "distilled"}
    seconds = Latency(median=2e-5, p95=3e-5)
    footprint = Footprint(network="4", machine="here", disk=1500, latency_1=seconds, latency_64=seconds)
    arithmetic = Experiment(student="4").student_cost
    assert [footprint.cost(name, arithmetic) for name in ("disk", "latency_1", "macs")] == [1500, 2e-5, 296]


@pytest.mark.parametrize(
    ("ci95", "start"),
    [((-0.01, 0.02), "Within noise: students of 512 differ"), ((0.01, 0.03), "Students of 512 differ"), (None, "Stud")],
)
def test_two_teachers_that_cannot_be_told_apart_are_within_noise(ci95, start):
    said = gap_sentence("64", "512", Estimate(mean=0.012, ci95=ci95))
    assert said.startswith(start)
    assert ("which shows nothing" in said) == (ci95 is None)


def test_the_table_holds_the_numbers_of_every_cell(grid):
    table = sweep_as_table(grid)
    assert table["gain"][4] == grid.cells[4].result.gain.mean
    assert tuple(table.loc[4, ["distilled_ece_low", "distilled_ece_high"]]) == grid.cells[4].result.distilled.ece.ci95
    assert table["problem"].notna().tolist() == [False, False, True] * 3
