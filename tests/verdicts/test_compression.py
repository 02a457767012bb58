"""What is said of a compression: its finding, a budget, and textbooks' claims beside what was measured."""

import dataclasses
from statistics import fmean

import pytest

from kdviz.experiment import Compression, Experiment, Pipeline
from kdviz.i18n import ENGLISH
from kdviz.results import Estimate
from kdviz.store.recordings import recorded_compression
from kdviz.verdicts.budget import Budget, Candidate, candidates, cheapest, in_the_way
from kdviz.verdicts.compression import (
    finding,
    is_open,
    reference_sentence,
    smallest,
    squeezed,
    stages_text,
    tuned_otherwise,
)
from kdviz.verdicts.methods import methods_table
from kdviz.verdicts.run import points


def student(name: str, low: float, high: float, packed: int, macs: int) -> Candidate:
    ci95 = (low / 100, high / 100)
    return Candidate(name, "32", Estimate(mean=(low + high) / 200, ci95=ci95), packed, macs)


SMALL, MIDDLE, LARGE = (
    student("small", 5, 9, 400, 500),
    student("middle", -0.5, 1.5, 700, 2400),
    student("large", -0.1, 0.4, 2000, 2400),
)
ALL = [SMALL, MIDDLE, LARGE]


@pytest.mark.parametrize(
    ("budget", "chosen"),
    [
        (Budget(), SMALL),
        (Budget(lose=2), MIDDLE),
        # Its mean is half a point, its interval is not.
        (Budget(lose=1), LARGE),
        (Budget(lose=1.5, packed=700, macs=2400), MIDDLE),
        (Budget(lose=0.4), LARGE),
        (Budget(lose=0.3), None),
        (Budget(lose=1, packed=1999), None),
        (Budget(packed=399), None),
    ],
)
def test_the_cheapest_student_keeps_all_limits_with_its_interval(budget, chosen):
    assert cheapest(ALL, budget) == chosen


@pytest.mark.parametrize(
    ("budget", "ways"),
    [
        (Budget(lose=9, packed=400, macs=500), []),
        (Budget(lose=1, packed=1000), [(("lose",), SMALL), (("packed",), LARGE)]),
        (Budget(lose=1, packed=1000, macs=2000), [(("lose",), SMALL)]),
        # One limit is not enough: without MACs it is the smallest that loses too much, and the other way round.
        (Budget(lose=1, packed=1000, macs=100), [(("lose", "macs"), SMALL), (("packed", "macs"), LARGE)]),
        (Budget(lose=0.1, packed=1, macs=1), [(("lose", "packed", "macs"), SMALL)]),
    ],
)
def test_what_is_in_the_way_is_the_fewest_limits(budget, ways):
    assert in_the_way(ALL, budget) == ways


def test_one_repeat_keeps_no_limit_on_what_may_be_lost():
    single = Candidate("single", "32", Estimate(mean=0.0, ci95=None), 10, 10)
    assert cheapest([single], Budget(lose=50)) is None
    assert cheapest([single], Budget(packed=10)) is single
    assert in_the_way([single], Budget(lose=50)) == [(("lose",), single)]


def test_candidates_are_the_pipelines_and_their_controls_the_cheapest_first():
    result = recorded_compression().result
    found = candidates(result)
    assert {row.pipeline for row in result.rows} < {each.pipeline for each in found}
    assert [each.packed for each in found] == sorted(each.packed for each in found)
    assert any(each.network != recorded_compression().compression.experiment.student for each in found), "dense ones"


def test_losses_are_paired_and_against_the_most_promising_whole_student():
    result = recorded_compression().result
    means = {row.pipeline: row.result.promise for row in result.rows}
    assert result.whole.pipeline == max(("train", "distill"), key=means.get)
    for row in result.rows:
        own = [before - after for before, after in zip(result.whole.result.accuracy, row.result.accuracy, strict=True)]
        assert row.loss.mean == pytest.approx(fmean(own), abs=1e-4)
    assert result.whole.loss.mean == 0


def changed(**loss: object):
    """Return the recorded compression with another loss of its smallest student."""
    record = recorded_compression()
    least = smallest(record.result)
    rows = [row.model_copy(update={"loss": Estimate(**loss)}) if row == least else row for row in record.result.rows]
    return type(record)(**{**vars(record), "result": record.result.model_copy(update={"rows": rows})})


@pytest.mark.parametrize(
    ("mean", "ci95", "said"),
    [
        (0.014, (0.008, 0.02), "709 of 9,640 bytes: 7 of 500 digits lost."),
        (0.004, (-0.002, 0.01), "709 of 9,640 bytes, and no loss that these repeats can show."),
        (-0.01, (-0.02, -0.002), "709 of 9,640 bytes, and 5 more of 500 digits right."),
        (0.014, None, "709 of 9,640 bytes. What is lost, one repeat cannot show."),
    ],
)
def test_a_finding_is_no_surer_than_its_interval(mean, ci95, said):
    assert finding(changed(mean=mean, ci95=ci95), ENGLISH) == said


def promising(row, validation: float):
    result = row.result.model_copy(update={"validation": [validation] * len(row.result.accuracy)})
    return row.model_copy(update={"result": result})


def test_of_equally_small_students_the_headline_is_about_the_one_chosen_on_validation_images():
    record = recorded_compression()
    least = smallest(record.result)
    # As small: the same by the labels, which gets fewer test images right.
    (other,) = [row for row in record.result.rows if row.pipeline == Pipeline.read(least.pipeline).by_labels.text]
    assert other.result.bytes.packed == least.result.bytes.packed
    assert fmean(other.result.accuracy) < fmean(least.result.accuracy)
    rows = [promising(least, 0.7), promising(other, 0.8)]
    assert smallest(record.result.model_copy(update={"rows": rows})) == rows[1]
    roots = [promising(root, 0.9 if root.pipeline == "train" else 0.5) for root in record.result.roots]
    chosen = record.result.model_copy(update={"roots": roots})
    assert chosen.whole.pipeline == "train"
    assert reference_sentence(chosen, ENGLISH).endswith("the best on the validation set.")
    earlier = [root.model_copy(update={"result": root.result.model_copy(update={"validation": []})}) for root in roots]
    kept = record.result.model_copy(update={"roots": earlier})
    assert kept.whole.pipeline == "distill"
    assert reference_sentence(kept, ENGLISH).endswith("the best on this test set.")


def test_where_nothing_is_compressed_there_is_no_finding_and_no_question():
    record = recorded_compression()
    whole = [row for row in record.result.rows if row.pipeline in ("train", "distill")]
    alone = dataclasses.replace(record, result=record.result.model_copy(update={"rows": whole}))
    assert finding(alone, ENGLISH) == ""
    assert not is_open(Compression.of(Experiment(seeds=2), ["train", "distill"]), record)
    assert is_open(Compression.of(Experiment(seeds=2), ["train", "distill,quantize=8"]), record)


def test_other_repeats_of_what_is_on_show_are_no_question():
    record = recorded_compression()
    (least,) = [text for text in record.compression.pipelines if text == smallest(record.result).pipeline]
    for knobs, is_one in (({}, False), ({"seeds": 4, "first_seed": 9}, False), ({"labels": 50}, True)):
        assert is_open(Compression.of(Experiment(**knobs), ["train", least]), record) == is_one


def test_who_tunes_where_the_kind_cannot_is_said():
    tuned = ["distill,prune=0.8,tune=teacher:250"]
    said = tuned_otherwise(Compression.of(Experiment(kind="self"), tuned), ENGLISH)
    assert said.endswith("is for whole trainings: tuning by the teacher is classic distillation here.")
    assert tuned_otherwise(Compression.of(Experiment(), tuned), ENGLISH) == ""


def test_sizes_are_known_before_any_training():
    result = recorded_compression().result
    assert squeezed(Compression.of(Experiment())) == (9640, smallest(result).result.bytes.packed)


@pytest.mark.parametrize(
    ("pipeline", "name"),
    [
        ("train", "Whole"),
        ("distill,tune=teacher:20", "Whole"),
        ("distill,prune=0.8,tune=teacher:20,quantize=4", "Prune 0.8, Quantize 4"),
        ("train,shrink=0.5", "Shrink 0.5"),
    ],
)
def test_a_pipeline_is_named_by_what_makes_it_smaller(pipeline, name):
    assert stages_text(pipeline, ENGLISH) == name


def test_textbooks_claims_stand_over_what_was_measured():
    record = recorded_compression()
    table = methods_table(record, ENGLISH)
    assert list(table.columns) == ["Knowledge distillation", "Pruning", "Quantization"]
    assert list(table.iloc[0]) == ["transfer of knowledge", "removing nodes", "fewer bits"]
    effect = table.iloc[5]
    (taught,) = [row for row in record.result.rows if row.pipeline == "distill"]
    assert points(taught.gain_by_teacher.mean) in effect["Knowledge distillation"]
    for method in ("prune", "quantize"):
        for control in record.result.controls:
            methods = {stage.method for stage in Pipeline.read(control.of).stages if stage.card.compresses}
            if control.what == "equal-steps" and methods == {method}:
                low, high = map(points, control.gain.ci95)
                column = {"prune": "Pruning", "quantize": "Quantization"}[method]
                assert f"{points(control.gain.mean)} ({low} to {high})" in effect[column]
