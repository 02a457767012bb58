"""What is said of latencies."""

from typing import Any

from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results.latency import Latencies, expected

WILL = N_("On this machine, 8-bit integers should make {parameters} parameters {times} times faster.")
WILL_NOT = N_("On this machine, 8-bit integers should make {parameters} parameters slower: {times} times as fast.")
HELD = N_("{who}: {times} times as fast in 8-bit integers. That is as expected.")
FAILED = N_("{who}: {times} times as fast in 8-bit integers. That is not as expected.")


def expectation(known: Latencies, parameters: int, _: Translator = ENGLISH) -> str:
    """Say before a measurement whether integers will pay."""
    times = expected(known.curve, parameters)
    blanks = {"parameters": _.number(parameters), "times": f"{times:.2g}"}
    return _.fill(WILL if times > 1 else WILL_NOT, blanks)


def outcomes(found: Latencies) -> list[dict[str, Any]]:
    """Return for each who was measured what was expected of integers, and whether that held."""
    sizes = {row.who: row.parameters for row in found.rows}
    return [
        {
            "who": who,
            "expected": (soon := expected(found.curve, parameters)),
            "measured": (now := found.speedup(who)),
            "held": (soon > 1) == (now > 1),
        }
        for who, parameters in sizes.items()
    ]


def latency_report(job_id: str, found: Latencies) -> dict[str, Any]:
    """Return what ``kdviz latency --json`` prints; seconds."""
    rows = [{**row.model_dump(exclude={"latency"}), **row.latency.model_dump()} for row in found.rows]
    medians = {(row.who, row.runs_in): row.latency.median for row in found.rows if row.batch == 1}
    last = found.rows[-1].who
    return {
        "run_id": job_id,
        "machine": found.machine,
        "threads": 1,
        "rows": rows,
        "int8": outcomes(found),
        # PyTorch's own overhead hides what distillation saves.
        "teacher_to_student": {
            runs_in: medians["teacher", runs_in] / medians[last, runs_in] for who, runs_in in medians if who == last
        },
        "curve": [point.model_dump() for point in found.curve],
    }
