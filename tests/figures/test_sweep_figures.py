"""Figures and words of sweeps, on one that was really trained."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from kdviz import figures
from kdviz.experiment import Experiment, Sweep
from kdviz.i18n import Translator
from kdviz.results import Estimate, Status
from kdviz.results.cell import CellOutcome, CellRecord
from kdviz.results.footprint import Footprint, Latency
from kdviz.results.record import SweepRecord
from kdviz.store import teachers
from kdviz.training.run.steps import finish
from kdviz.training.sweep.chunk import train_cells
from kdviz.verdicts.sweep import count, gap_sentence, is_noise, landscape_sentence, shown
from kdviz.verdicts.tables import csv_text, sweep_as_table
from kdviz.verdicts.tradeoff import Option, options, pareto

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


def gain(record: SweepRecord, place: int, mean: float, *ci95: float) -> SweepRecord:
    """Give a cell another gain, with one seed's lack of an interval where there are no ends."""
    cells = list(record.cells)
    estimate = Estimate(mean=mean, ci95=ci95 or None)
    result = cells[place].result.model_copy(update={"gain": estimate})
    cells[place] = CellRecord(place, cells[place].values, None, CellOutcome(result=result))
    return replace(record, cells=tuple(cells))


def untrained(record: SweepRecord, *left: int) -> SweepRecord:
    """Return it before any cell but those `left` was trained, still going on."""
    cells = [
        cell if cell.place in left else CellRecord(cell.place, cell.values, cell.problem, None) for cell in record.cells
    ]
    return replace(record, cells=tuple(cells), status=Status.RUNNING)


def varied(grid: SweepRecord) -> SweepRecord:
    """Give the cells in which the teacher has a say gains of every sort."""
    helps = gain(gain(grid, 3, 0.1, 0.05, 0.15), 7, 0.3, 0.1, 0.5)
    return gain(gain(helps, 4, -0.1, -0.2, -0.02), 6, 0.02, -0.1, 0.14)


def heatmaps(figure: go.Figure) -> list[np.ndarray]:
    return [np.array(trace.z, dtype=float) for trace in figure.data if trace.type == "heatmap"]


def named(figure: go.Figure, start: str) -> go.Scatter:
    (found,) = [trace for trace in figure.data if trace.name and trace.name.startswith(start)]
    return found


def test_a_landscape_fades_what_may_be_zero_and_says_how_many_would_not_by_chance(grid):
    record = varied(grid)
    sure, _ground, unsure = heatmaps(figures.landscape(record, EN))
    np.testing.assert_allclose(sure, [[0, 0, np.nan], [10, -10, np.nan], [np.nan, 30, np.nan]])
    np.testing.assert_allclose(unsure, [[np.nan] * 3, [np.nan] * 3, [2, np.nan, np.nan]])
    legend = named(figures.landscape(record, EN), "not shown")
    assert (list(legend.x), list(legend.y)) == (["1"], ["1"])
    figure = figures.landscape(record, EN)
    assert figure.layout.coloraxis.cmin == -figure.layout.coloraxis.cmax == -30
    failed = named(figure, "cannot be trained")
    assert list(failed.x) == ["0.1"] * 3
    assert landscape_sentence(record).startswith(
        "Of 4 cells distillation helps in 2 and hurts in 1. By chance alone about 0.2"
    )
    assert count(record).by_chance == pytest.approx(0.2)


def test_a_twin_is_one_by_its_settings_and_not_by_its_gain(grid):
    equal = gain(grid, 4, 0.0, 0.0, 0.0)
    assert [shown(equal)[place] for place in (0, 1, 4)] == ["twin", "twin", "neither"]
    assert count(equal).tested == 4
    crossed = named(figures.landscape(equal, EN), "not shown")
    assert ("4", "0.5") in zip(crossed.x, crossed.y, strict=True)


def test_a_gain_that_is_the_same_in_every_seed_is_tested_like_any_other(grid):
    same = gain(gain(gain(gain(grid, 3, 0, -1, 1), 4, 0.01, 0.01, 0.01), 6, 0, -1, 1), 7, 0, -1, 1)
    assert shown(same)[4] == "helps"
    assert (count(same).tested, count(same).helps, count(same).by_chance) == (4, 1, pytest.approx(0.2))


def test_cells_of_one_seed_have_no_interval_that_could_include_zero(grid):
    single = gain(gain(gain(gain(grid, 3, 0.1), 4, -0.1), 6, 0.0), 7, 0.3)
    assert landscape_sentence(single) == "One seed has no intervals: no cell shows anything."
    for draw, start in ((figures.landscape, "not shown"), (figures.phase_diagram, "no difference shown")):
        figure = draw(single, EN)
        assert not named(figure, start).showlegend
        assert len(named(figure, "one seed: no interval").x) == 4
    _sure, _ground, unsure = heatmaps(figures.landscape(single, EN))
    assert np.isfinite(unsure).sum() == 4


def test_noise_is_spoken_of_when_all_cells_are_in(grid):
    nothing = grid
    for place in (3, 4, 6, 7):
        nothing = gain(nothing, place, 0.01, -0.1, 0.1)
    assert is_noise(nothing)
    assert not is_noise(untrained(nothing, 3, 4))
    assert not is_noise(gain(nothing, 3, 0.1, 0.05, 0.15))


def test_every_cell_can_be_pointed_at_and_tells_its_numbers(grid):
    targets = named(figures.landscape(grid, EN), "cells")
    assert list(targets.customdata) == list(range(9))
    assert targets.text[2].endswith("temperature is 0.1: allowed is a number from 0.25 to 100.")
    assert "Soft weight α 0.5" in targets.text[4]
    assert "Gain over labels only, points: " in targets.text[4]
    assert "95 % interval" in targets.text[4]


def test_values_that_are_nearly_equal_have_cells_of_their_own(grid):
    sweep = Sweep.over(Experiment(), {"alpha": [0.0, 0.5, 1.0], "learning_rate": [0.01, 0.0100001, 0.01000012]})
    near = [replace(cell, values=other.values) for cell, other in zip(grid.cells, sweep.cells, strict=True)]
    for draw in (figures.landscape, figures.phase_diagram):
        targets = named(draw(replace(grid, sweep=sweep, cells=tuple(near)), EN), "cells")
        assert list(targets.x[:3]) == ["0.01", "0.0100001", "0.01000012"]
        assert len({*zip(targets.x, targets.y, strict=True)}) == 9


@pytest.mark.parametrize("measure", [name for name in figures.MEASURES if name != "gain"])
def test_other_measures_are_drawn_whole(grid, measure):
    sure, _ground, unsure = heatmaps(figures.landscape(grid, EN, measure))
    assert np.isfinite(sure[:, :2]).all()
    assert np.isnan(sure[:, 2]).all()
    assert np.isnan(unsure).all()


def test_an_unfinished_landscape_is_drawn_too(grid):
    nothing = untrained(grid)
    assert np.isnan(heatmaps(figures.landscape(nothing, EN))[0]).all()
    assert named(figures.landscape(nothing, EN), "cells").text[0].endswith("not trained yet")


def test_the_phase_diagram_shows_signs_by_color_and_by_symbol(grid):
    figure = figures.phase_diagram(varied(grid), EN)
    (signs,) = heatmaps(figure)
    np.testing.assert_array_equal(signs, [[0, 0, np.nan], [1, -1, np.nan], [0, 1, np.nan]])
    assert len(named(figure, "helps").x) == 2
    assert len(named(figure, "hurts").x) == 1
    assert len(named(figure, "no difference shown").x) == 1
    assert list(named(figure, "the teacher has no").y) == ["0", "0"]
    assert len({trace.marker.symbol for trace in figure.data if trace.type == "scatter"}) == 8


def test_a_map_is_titled_by_what_it_shows(grid, sizes):
    empty = untrained(grid)
    assert figures.map_takeaway(empty, "gain", EN) == figures.map_takeaway(empty, "kl", EN) == "No cell is trained yet"
    assert figures.map_takeaway(replace(empty, status=Status.FINISHED), "gain", EN) == "No cell could be trained"
    assert figures.map_takeaway(grid, "sign", EN) == landscape_sentence(grid)
    twins = untrained(grid, 0, 1)
    assert figures.map_takeaway(twins, "gain", EN) == "No cell in which the teacher has a say is trained yet"
    assert figures.map_takeaway(replace(twins, status=Status.FINISHED), "gain", EN).startswith("The teacher has no say")
    for measure, pick in (("accuracy", max), ("agreement", max), ("kl", min), ("ece", min)):
        means = {cell.place: cell.result.distilled.estimate(measure).mean for cell in sizes.cells}
        network = sizes.cells[pick(means, key=means.get)].values["student"]
        assert figures.map_takeaway(sizes, measure, EN).endswith(f"at Student network {network}")


def test_any_measure_is_drawn_along_one_axis_and_points_can_be_clicked(sizes):
    line = named(figures.along_axis(sizes, EN, "gain"), "With teacher")
    assert list(line.y) == pytest.approx([100 * cell.result.gain.mean for cell in sizes.cells])
    assert list(line.customdata) == [0, 1, 2]
    twin = named(figures.along_axis(sizes, EN, "kl"), "Labels only")
    assert list(twin.y) == pytest.approx([cell.result.hard.kl for cell in sizes.cells])


@pytest.mark.parametrize(("measure", "scale"), [("agreement", 100), ("kl", 1)])
def test_fidelity_stands_beside_that_of_two_untaught_students(sizes, measure, scale):
    values = [getattr(cell.result.untaught, measure) for cell in sizes.cells]
    assert list(named(figures.along_axis(sizes, EN, measure), "Two untaught").y) == pytest.approx(
        [scale * value for value in values]
    )
    said = figures.untaught_sentence(sizes, measure, EN)
    for end in (min(values), max(values)):
        assert (f"{end:.3f}" if measure == "kl" else f"{100 * end:.1f}") in said
    assert figures.untaught_sentence(untrained(sizes), measure, EN) == ""


@pytest.mark.parametrize("measure", ["accuracy", "gain", "ece"])
def test_other_measures_have_no_untaught_baseline(sizes, measure):
    names = [trace.name for trace in figures.along_axis(sizes, EN, measure).data]
    assert "Two untaught students" not in names
    assert figures.untaught_sentence(sizes, measure, EN) == ""


def test_a_cells_numbers_hold_fidelity_against_the_untaught(sizes):
    result = sizes.cells[1].result
    table = figures.measures_table(result.arms, result.untaught, EN)
    untaught = table["Two untaught students"]
    assert untaught["Agrees with the teacher on the test set, %"] == f"{100 * result.untaught.agreement:.1f}"
    assert untaught["… on the training set, %"] == f"{100 * result.untaught.agreement_train:.1f}"
    assert untaught["… where the teacher errs, %"] == f"{100 * result.untaught.agreement_on_errors:.1f}"
    assert table.loc["Brier score", "With teacher"].startswith(f"{result.distilled.brier:.3f} (")
    assert figures.reliability_table(result, EN)["Answers"].sum() == (1 + 2 * 3) * sum(result.teacher_reliability.count)
    assert len(figures.cell_curves_table(result, EN)) == len(result.curves.steps)


def test_one_axis_is_a_line_with_intervals_and_a_cell_has_curves_and_calibration(sizes):
    line = named(figures.along_axis(sizes, EN), "With teacher")
    measured = sizes.cells[1].result.distilled.estimate("accuracy")
    assert line.y[1] == pytest.approx(100 * measured.mean)
    assert line.error_y.array[1] == pytest.approx(100 * (measured.ci95[1] - measured.mean))
    result = sizes.cells[2].result
    curves = figures.cell_curves(result, (0, 1, 2), EN)
    mean = named(curves, "With teacher")
    assert list(mean.y) == pytest.approx([100 * np.mean(values) for values in result.curves.distilled])
    diagram = figures.reliability_diagram(result, EN)
    distilled = named(diagram, "With teacher: ECE ")
    assert sum(distilled.customdata) == 3 * 500
    assert f"{100 * result.distilled.ece:.1f} %" in distilled.name


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


def test_of_equal_students_the_one_counts_that_is_best_on_validation_images():
    record = trained(student=["8"], temperature=[1.0, 4.0, 20.0])
    cells = []
    for cell, validated, tested in zip(record.cells, (0.5, 0.7, 0.6), (0.9, 0.6, 0.8), strict=True):
        result = cell.result.model_copy(
            update={
                "curves": cell.result.curves.model_copy(update={"distilled": [[0.99, validated]] * 3}),
                "distilled": cell.result.distilled.model_copy(update={"mean": tested}),
            }
        )
        cells.append(replace(cell, outcome=CellOutcome(result=result)))
    found = options(replace(record, cells=tuple(cells)), lambda _name, cost: cost.parameters)
    assert len(found) == 2
    assert {option.arm: option.accuracy.mean for option in found}["distilled"] == 0.6


@pytest.mark.parametrize(
    ("ci95", "start"),
    [
        ((-0.01, 0.02), "Within noise: students of 512, the largest teacher, and of 64, the best smaller one, differ"),
        ((0.01, 0.03), "Not too large: students of 512 end +1.2 points against those of 64"),
        ((-0.03, -0.01), "Too large: students of 512 end"),
        (None, "Students of 512"),
    ],
)
def test_a_teacher_is_too_large_where_a_smaller_one_is_shown_to_teach_better(ci95, start):
    said = gap_sentence("512", "64", Estimate(mean=0.012, ci95=ci95))
    assert said.startswith(start)
    assert ("One seed shows nothing" in said) == (ci95 is None)


def test_a_value_that_no_cell_takes_is_no_markup_in_a_map(sizes):
    markup, drawn = "<a href=x>y</a>", "&lt;a href=x>y&lt;/a>"
    sweep = Sweep.over(sizes.sweep.base, {"student": ["4", markup]})
    cells = tuple(CellRecord(cell.place, cell.values, cell.problem, None) for cell in sweep.cells)
    record = replace(sizes, sweep=sweep, cells=cells)
    for figure in (figures.landscape(record, EN, "gain"), figures.along_axis(record, EN)):
        text = str(figure.to_dict())
        assert drawn in text
        assert "<a " not in text


def test_a_file_for_spreadsheets_has_the_table_s_numbers_and_no_formula(grid):
    table = sweep_as_table(grid)
    assert csv_text(table) == table.to_csv(index=False, lineterminator="\n")
    texts = ["=1+1", "+a", "-a", "@a", "\ta", "\ra", "a=1", "-15.6", "+3", "a\x1b"]
    mixed = pd.DataFrame({"text": texts, "number": [-15.6] * len(texts)})
    read = list(csv.DictReader(io.StringIO(csv_text(mixed))))
    assert [row["text"] for row in read] == ["'=1+1", "'+a", "'-a", "'@a", "' a", "' a", "a=1", "-15.6", "+3", "a"]
    assert {row["number"] for row in read} == {"-15.6"}


def test_the_table_holds_the_numbers_of_every_cell(grid):
    table = sweep_as_table(grid)
    assert table["gain"][4] == grid.cells[4].result.gain.mean
    assert (
        tuple(table.loc[4, ["distilled_ece_low", "distilled_ece_high"]])
        == grid.cells[4].result.distilled.intervals["ece"]
    )
    assert table["problem"].notna().tolist() == [False, False, True] * 3
