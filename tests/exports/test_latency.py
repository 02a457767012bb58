from functools import partial

import pytest

from kdviz.engine.latency import FILE, last_latencies
from kdviz.exports import timed
from kdviz.results.footprint import Latency
from kdviz.results.latency import Crossing, Latencies, Timed, expected
from kdviz.results.machine import machine
from kdviz.verdicts.latency import expectation, latency_report, latency_sentences, outcomes
from tests.exports.conftest import trained

CURVE = [
    Crossing(parameters=1000, speedup=0.5),
    Crossing(parameters=3000, speedup=1.5),
    Crossing(parameters=1000, speedup=3.0, family="convnet"),
]


def test_what_is_expected_lies_on_the_curve():
    wanted = {1: 0.5, 1000: 0.5, 2000: 1.0, 2500: 1.25, 3000: 1.5, 10**9: 1.5}
    assert {count: expected(CURVE, "8", count) for count in wanted} == pytest.approx(wanted)
    steep = [Crossing(parameters=1000, speedup=0.5), Crossing(parameters=4000, speedup=8.0)]
    assert expected(steep, "8", 2000) == pytest.approx(2), "a straight line where both are drawn by factors"
    assert expected(CURVE, "conv:4", 1000) == 3.0, "a ConvNet's is another curve"
    assert expected(CURVE[:2], "conv:4", 1000) is None


def known(*speedups: tuple[str, int, float]) -> Latencies:
    def row(who: str, parameters: int, runs_in: str, seconds: float) -> Timed:
        took = Latency(median=seconds, p95=2 * seconds)
        return Timed(who=who, network="8", parameters=parameters, runs_in=runs_in, batch=1, latency=took)

    rows = [
        row(who, parameters, runs_in, seconds)
        for who, parameters, speedup in speedups
        for runs_in, seconds in (("onnx float32", 1e-5 * parameters), ("onnx int8", 1e-5 * parameters / speedup))
    ]
    return Latencies(machine="here", rows=rows, curve=CURVE, known=CURVE)


def in_torch(found: Latencies, *seconds: float) -> list[Timed]:
    rows = [row for row in found.rows if row.runs_in == "onnx float32"]
    return [
        row.model_copy(update={"runs_in": "torch float32", "latency": Latency(median=took, p95=1)})
        for row, took in zip(rows, seconds, strict=True)
    ]


def test_it_is_said_whether_the_expectation_held():
    found = known(("teacher", 3000, 2.0), ("student", 1000, 1.25))
    assert [(each["who"], each["expected"], each["held"]) for each in outcomes(found)] == [
        ("teacher", 1.5, True),
        ("student", 0.5, False),
    ]
    report = latency_report("run", found)
    assert report["int8"][1]["measured"] == pytest.approx(1.25)
    assert report["teacher_to_student"]["onnx float32"] == pytest.approx(3)
    assert (report["run_id"], report["threads"], len(report["rows"])) == ("run", 1, 4)
    assert expectation(found, "8", 2500).endswith("should make 2,500 parameters 1.2 times faster.")
    assert expectation(found, "8", 1000).endswith("slower: 0.5 times as fast.")
    assert expectation(found, "8", 2050).endswith("should take 2,050 parameters about as long as floats do.")
    assert expectation(None, "8", 2050).startswith("Whether 8-bit integers pay here is not known yet.")


def test_an_expectation_of_neither_can_fail_and_none_cannot_hold():
    found = known(("teacher", 2000, 2.0), ("student", 2100, 1.12))
    assert [each["expected"] for each in outcomes(found)] == pytest.approx([1.0, 1.05])
    assert [each["held"] for each in outcomes(found)] == [False, True], (
        "the second is as far off as two measurements are apart"
    )
    new = found.model_copy(update={"known": CURVE[2:], "rows": [*found.rows, *in_torch(found, 2, 1)]})
    assert [(each["expected"], each["held"]) for each in outcomes(new)] == [(None, None), (None, None)]
    assert latency_sentences(new)[0] == (
        "Teacher: 2 times as fast in 8-bit integers. No network of its family was measured before."
    )


def test_no_side_is_taken_within_the_margin_of_two_measurements():
    found = known(("teacher", 3000, 1.05), ("student", 1000, 0.95))
    assert [each["held"] for each in outcomes(found)] == [None, None]
    assert latency_sentences(found.model_copy(update={"rows": [*found.rows, *in_torch(found, 2, 1)]}))[0] == (
        "Teacher: 1.1 times as fast in 8-bit integers. That is too near to call."
    )


def test_what_another_machine_measured_says_nothing_of_this_one(tmp_path, monkeypatch):
    monkeypatch.delenv("KDVIZ_SCHEDULER", raising=False)
    found = known(("student", 1000, 1.25)).model_copy(update={"machine": machine()})
    (tmp_path / FILE).write_text(found.model_dump_json())
    assert last_latencies(tmp_path) == found
    (tmp_path / FILE).write_text(found.model_copy(update={"machine": "elsewhere"}).model_dump_json())
    assert last_latencies(tmp_path) is None
    monkeypatch.setenv("KDVIZ_SCHEDULER", "tcp://10.0.0.1:8786")
    assert last_latencies(tmp_path).machine == "elsewhere"


@pytest.mark.parametrize(("torch", "hides"), [(2.0, True), (3.5, False)])
def test_overhead_is_named_where_it_hides_something(torch, hides):
    found = known(("teacher", 3000, 2.0), ("student", 1000, 1.25))
    said = latency_sentences(found.model_copy(update={"rows": [*in_torch(found, torch, 1), *found.rows]}))
    assert said[0] == "Teacher: 2 times as fast in 8-bit integers. That is as expected."
    assert said[-1].startswith("Student against teacher: 3 times as fast in ONNX Runtime, ")
    assert said[-1].endswith("PyTorch's own overhead hides the rest.") == hides


def test_who_comes_before_in_turn_does_not_decide_how_long_one_takes(monkeypatch):
    """Of two that take as long as each other, one always came after whoever empties the caches."""
    now, last = 0.0, ""

    def call(name: str) -> None:
        nonlocal now, last
        now += 64 if name == "heavy" else 3 if last == "heavy" else 1
        last = name

    monkeypatch.setattr(timed, "perf_counter", lambda: now)
    monkeypatch.setattr(timed, "PATIENCE", float("inf"))
    took = timed.interleaved([partial(call, name) for name in ("heavy", "floats", "integers")])
    assert [each.median for each in took] == [64, 1, 1]


def test_teacher_and_student_are_measured_in_every_way(monkeypatch):
    monkeypatch.setattr(timed, "SIZES", {"mlp": ("4", "8"), "convnet": ("conv:2",)})
    monkeypatch.setattr(timed, "ROUNDS", timed.FEWEST)
    found = timed.latencies(trained("plane")[0].student, None, ())
    assert {(row.who, row.network, row.runs_in, row.batch) for row in found.rows} == {
        (who, network, runs_in, batch)
        for who, network in (("teacher", "16"), ("student", "8x8"))
        for runs_in in ("onnx float32", "onnx int8", "torch float32")
        for batch in (1, 64)
    }
    assert all(0 < row.latency.median <= row.latency.p95 for row in found.rows)
    assert [point.parameters for point in found.curve] == [4 * 3 + 3 * 5, 8 * 3 + 3 * 9]
    assert found.known == [], "nothing was expected of the first"
    again = timed.latencies(trained("plane")[0].student, found, ())
    assert again.known == found.curve, "what is expected was known before"
    assert [point.parameters for point in again.curve] == [point.parameters for point in found.curve]
    assert again.curve != found.curve, "each measurement renews it"
    conv = timed.latencies(trained("convnet")[0].student, found, ())
    assert [point.family for point in conv.curve] == ["mlp", "mlp", "convnet"]
    plane = timed.latencies(trained("plane")[0].student, conv, ())
    assert plane.curve[0] == conv.curve[-1], "what is known of other families stays"
    elsewhere = found.model_copy(update={"machine": "elsewhere"})
    assert timed.latencies(trained("plane")[0].student, elsewhere, ()).curve != found.curve
