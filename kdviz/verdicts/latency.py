"""What is said of latencies."""

from typing import Any

from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results.latency import MARGIN, Latencies, Outcome, expected, outcome

WHO = {"teacher": N_("Teacher"), "student": N_("Student"), "compressed": N_("Compressed student")}
WILL = N_("On this machine, 8-bit integers should make {parameters} parameters {times} times faster.")
WILL_NOT = N_("On this machine, 8-bit integers should make {parameters} parameters slower: {times} times as fast.")
EVEN = N_("On this machine, 8-bit integers should take {parameters} parameters about as long as floats do.")
HELD = N_("{who}: {times} times as fast in 8-bit integers. That is as expected.")
FAILED = N_("{who}: {times} times as fast in 8-bit integers. That is not as expected.")
NEAR = N_("{who}: {times} times as fast in 8-bit integers. That is too near to call.")
NEW = N_("{who}: {times} times as fast in 8-bit integers. No network of its family was measured before.")
UNKNOWN = N_("Whether 8-bit integers pay here is not known yet. The first measurement finds out.")
EXPECTED: dict[Outcome, str] = {"faster": WILL, "slower": WILL_NOT, "even": EVEN}
SAID = {True: HELD, False: FAILED, None: NEAR}
AGAINST = N_("Student against teacher: {onnx} times as fast in ONNX Runtime, {torch} times in PyTorch.")
OVERHEAD = N_("PyTorch's own overhead hides the rest.")


def expectation(known: Latencies | None, network: str, parameters: int, _: Translator = ENGLISH) -> str:
    """Say before a measurement whether integers will pay; `known` is None where this machine has measured nothing."""
    times = expected(known.curve, network, parameters) if known else None
    if times is None:
        return _(UNKNOWN)
    blanks = {"parameters": _.number(parameters), "times": f"{times:.2g}"}
    return _.fill(EXPECTED[outcome(times)], blanks)


def latency_sentences(found: Latencies, _: Translator = ENGLISH) -> list[str]:
    """Say whether the expectation held of each, and what the overhead of PyTorch hides."""
    said = [
        _.fill(
            NEW if each["expected"] is None else SAID[each["held"]],
            {"who": _(title), "times": f"{each['measured']:.2g}"},
        )
        for each in outcomes(found)
        if (title := WHO[each["who"]])
    ]
    times = teacher_to_student(found)
    blanks = {"onnx": f"{times['onnx float32']:.2g}", "torch": f"{times['torch float32']:.2g}"}
    hides = _(OVERHEAD) if times["torch float32"] < times["onnx float32"] else ""
    return [*said, " ".join(filter(None, [_.fill(AGAINST, blanks), hides]))]


def teacher_to_student(found: Latencies) -> dict[str, float]:
    """Return how many times faster the student answers, by what both run in: one input."""
    medians = {(row.who, row.runs_in): row.latency.median for row in found.rows if row.batch == 1}
    last = found.rows[-1].who
    return {runs_in: medians["teacher", runs_in] / medians[last, runs_in] for who, runs_in in medians if who == last}


def outcomes(found: Latencies) -> list[dict[str, Any]]:
    """Return for each who was measured what was expected of integers, and whether that held.

    ``"held"`` is None where nothing was expected, or integers and floats came out too near to each other to say.
    """
    known = {row.who: row for row in found.rows}
    told = list[dict[str, Any]]()
    for who, row in known.items():
        soon, now = expected(found.known, row.network, row.parameters), found.speedup(who)
        held = None
        if soon is not None and outcome(now) != "even":
            # An expectation near the margin's edge is not refuted by what lies no further off than two measurements do.
            held = outcome(now) == outcome(soon) or abs(now - soon) < MARGIN
        told.append({"who": who, "expected": soon, "measured": now, "held": held})
    return told


RUNS_IN = {
    "onnx float32": N_("ONNX Runtime, floats"),
    "onnx int8": N_("ONNX Runtime, 8-bit integers"),
    "torch float32": N_("PyTorch, floats"),
}


def latency_table(found: Latencies, _: Translator) -> list[dict[str, Any]]:
    """Return how long each takes, in µs."""
    return [
        {
            _("Network"): f"{_(WHO[row.who])} {row.network}",
            _("Runs in"): _(RUNS_IN[row.runs_in]),
            _("Inputs at once"): row.batch,
            _("Median, µs"): round(1e6 * row.latency.median, 1),
            _("95 %, µs"): round(1e6 * row.latency.p95, 1),
        }
        for row in found.rows
    ]


def latency_report(job_id: str, found: Latencies) -> dict[str, Any]:
    """Return what ``kdviz latency --json`` prints; seconds."""
    rows = [{**row.model_dump(exclude={"latency"}), **row.latency.model_dump()} for row in found.rows]
    return {
        "run_id": job_id,
        "machine": found.machine,
        "threads": 1,
        "rows": rows,
        "int8": outcomes(found),
        # PyTorch's own overhead hides what distillation saves.
        "teacher_to_student": teacher_to_student(found),
        "curve": [point.model_dump() for point in found.curve],
    }
