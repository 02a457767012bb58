from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdviz.catalog.device import DEVICES
from kdviz.catalog.limits import LIMITS
from kdviz.experiment import Experiment, Sweep, SweepError
from kdviz.experiment.arms import data_key, members, recipes
from kdviz.experiment.packing import ROOMS, chunks, numbers_a_student, populations
from kdviz.experiment.work import stages_work

T, A = [1, 2, 3, 4, 6, 8, 12, 20], [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1]


@pytest.mark.parametrize(
    ("axes", "sentence"),
    [
        ([("temprature", [1])], "The axis temprature is no knob of an experiment; did you mean temperature?"),
        ([("alpha", [])], "The axis alpha is empty: give it at least one value."),
        ([("alpha", [0]), ("alpha", [1])], "Both axes are alpha: take two different knobs."),
        ([("temperature", [1, "1.0"])], "The axis temperature has the value 1.0 twice: give every value once."),
        ([], "A sweep has one or two axes: 0 were given."),
        ({"student": "32"}, "The axis student is 32: give it a list of values, such as [1, 2]."),
        ({"temperature": 5}, "The axis temperature is 5: give it a list of values, such as [1, 2]."),
        (
            {"attention_weight": [5]},
            "The axis attention_weight is a knob that no cell reads: the kind of distillation is classic.",
        ),
        (
            {"kind": ["logits", "smoothing"], "temperature": [1, 2]},
            "The axis temperature is a knob that no cell reads: the kind of distillation is logits, smoothing.",
        ),
        ([("alpha", [0]), ("seeds", [1]), ("steps", [9])], "A sweep has one or two axes: 3 were given."),
        (
            [("temperature", range(1, 42)), ("seeds", range(1, 11))],
            f"The grid of 41 × 10 has 410 cells: allowed are at most {LIMITS.sweep_cells}.",
        ),
    ],
)
def test_axes_that_make_no_grid_are_one_sentence(axes, sentence):
    with pytest.raises(SweepError) as caught:
        Sweep.over(Experiment(), axes)
    assert str(caught.value).startswith(sentence)


def test_too_much_work_names_limit_and_size():
    base = Experiment(student="300x300", labels="all", batch_size=64, steps=1500, seeds=16)
    with pytest.raises(SweepError, match=r"asks for [\d,]+ billion multiply-accumulates: allowed are at most 30,000"):
        Sweep.over(base, {"temperature": T, "alpha": A})


def test_the_work_of_teachers_counts_once_for_each_of_them():
    base = Experiment(teacher="1024x1024", teacher_steps=4_000)
    assert len(Sweep.over(base, {"labels": range(10, 410)}).cells) == 400
    with pytest.raises(SweepError, match=r"asks for [\d,]+ billion multiply-accumulates: allowed are at most 30,000"):
        Sweep.over(base, {"data_seed": range(400)})
    ensemble = Experiment(kind="ensemble", teacher="1024x1024", teacher_steps=2_000, steps=10, seeds=1)
    assert stages_work(ensemble) == 2 * ensemble.teacher_work
    with pytest.raises(SweepError, match="billion multiply-accumulates"):
        Sweep.over(ensemble, {"first_seed": range(400)})


def test_every_kind_of_an_axis_has_its_usual_settings_but_for_what_the_cells_share():
    kinds = ["classic", "logits", "standardized", "similarity", "unlabeled"]
    sweep = Sweep.over(Experiment(seeds=2, label_noise=0.3), {"kind": kinds})
    assert [cell.experiment for cell in sweep.cells] == [
        Experiment(kind=kind, seeds=2, label_noise=0.3) for kind in kinds
    ]
    warm = Sweep.over(Experiment(temperature=7), {"kind": ["classic", "standardized"]})
    assert [cell.experiment.temperature for cell in warm.cells] == [7, 7]
    changed, usual = Experiment(alpha=1.0), Experiment(kind="logits")
    digests = {Sweep.over(base, {"kind": ["classic"], "temperature": [2]}).digest() for base in (changed, usual)}
    assert len(digests) == 2, "one shares an unusual weight, the other none"


def test_values_are_read_as_a_kind_of_the_grid_reads_them():
    base = Experiment(teacher="conv:4", student="conv:2")
    sweep = Sweep.over(base, {"kind": ["classic", "attention"], "attention_weight": ["5", "7"]})
    assert [cell.experiment.attention_weight for cell in sweep.cells][2:] == [5.0, 7.0]
    assert sweep.axes[1].values == (5.0, 7.0)


def test_a_cell_that_is_no_experiment_says_why_and_the_others_go_on():
    sweep = Sweep.over(Experiment(), {"labels": ["5", "60", "all"], "omit_class": ["none", "3", "11"]})
    said = [cell.problem and cell.problem.sentence() for cell in sweep.cells]
    assert said[0] == "labels is 5: allowed are 10 (one for each class) to 1000 images, or “all”."
    assert said[5] == "omit_class is 11: the classes of this data set are 0 to 9."
    assert [place for place, sentence in enumerate(said) if sentence is None] == [3, 4, 6, 7]
    assert sweep.cells[4].values == {"labels": 60, "omit_class": 3}
    assert sorted(place for chunk in chunks(sweep.cells, "cpu") for place in chunk.places) == [3, 4, 6, 7]


def test_text_from_a_shell_is_the_same_sweep_and_hash():
    typed = Sweep.over(Experiment(), {"temperature": [1, 2.5], "t_squared": [True, False]})
    text = Sweep.over(Experiment(temperature=9), [("temperature", ["1", "2.5"]), ("t_squared", ["yes", "no"])])
    assert text.axes == typed.axes
    assert text.digest() == typed.digest(), "what an axis sets does not depend on the base"
    assert Sweep.model_validate_json(typed.model_dump_json()) == typed
    assert Sweep.over(Experiment(seeds=3), {"temperature": [1, 2.5]}).digest() != typed.digest()


grids = st.dictionaries(
    st.sampled_from(["temperature", "alpha", "labels", "seeds", "learning_rate", "student", "steps", "unlabeled"]),
    st.just(None),
    min_size=1,
    max_size=2,
).map(
    lambda names: {
        name: {
            "temperature": T,
            "alpha": A,
            "labels": [10, 40, "all"],
            "seeds": [1, 3, 64],
            "learning_rate": [0.1, 0.2],
            "student": ["8", "256x256", "conv:8x16"],
            "steps": [5, 50],
            "unlabeled": [0, 20, 900],
        }[name]
        for name in names
    }
)


@given(grids, st.sampled_from(["8", "200x200", "512x512"]), st.sampled_from(DEVICES))
def test_chunks_hold_every_cell_once_within_the_bound_and_recipes_stay_whole(grid, student, device):
    sweep, room = Sweep.over(Experiment(student=student), grid), ROOMS[device]
    planned = chunks(sweep.cells, device)
    places = [place for chunk in planned for place in chunk.places]
    assert sorted(places) == [cell.place for cell in sweep.cells if cell.experiment]
    for chunk in planned:
        experiments = [sweep.cells[place].experiment for place in chunk.places]
        needed, trained = members(experiments), populations(experiments, device)
        for columns, rows in trained:
            assert len(columns) * len(rows) <= room.students
            assert len(columns) * len(rows) * numbers_a_student(experiments[0]) <= room.numbers
        students = [(group, recipe) for columns, rows in trained for group in rows for recipe in columns]
        assert Counter(students) == Counter((group, recipe) for group in needed for recipe in needed[group])
        for experiment in experiments:
            for seed in experiment.seed_list:
                assert set(recipes(experiment).values()) <= set(needed[data_key(experiment), seed])
        for name in ("student", "steps", "batch_size", "optimizer", "kind", "teacher"):
            assert len({getattr(experiment, name) for experiment in experiments}) == 1


def test_on_a_gpu_ten_thousand_students_are_one_population():
    """160 cells of 64 seeds, and the twins and controls that they share."""
    axes = {"temperature": [1 + place / 4 for place in range(40)], "alpha": [0.3, 0.5, 0.7, 0.9]}
    sweep = Sweep.over(Experiment(seeds=64), axes)
    (chunk,) = chunks(sweep.cells, "cuda")
    ((columns, rows),) = populations([sweep.cells[place].experiment for place in chunk.places], "cuda")
    assert len(columns) * len(rows) == 64 * (160 + 2) > 10_240
    assert len(chunks(sweep.cells, "cpu")) > 64


def test_the_landscape_is_cut_evenly_and_labels_by_their_data():
    cut = chunks(Sweep.over(Experiment(), {"temperature": T, "alpha": A}).cells, "cpu")
    assert [len(chunk.places) for chunk in cut] == [16] * 4
    by_labels = Sweep.over(Experiment(), {"temperature": T, "labels": [10, 30, 100, "all"]})
    for chunk in chunks(by_labels.cells, "cpu"):
        assert len({by_labels.cells[place].values["labels"] for place in chunk.places}) == 1, "one set of twins each"
