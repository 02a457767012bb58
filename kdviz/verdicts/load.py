"""What is said of servers under load."""

from typing import Any

from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results.load import MILLION_A_DAY, LoadResult, Open, Served, Waits
from kdviz.verdicts.latency import WHO

MOST = N_("{who}: at most {rate} requests a second; of each request {share} % is the network.")
KNEE = N_("Up to {rate} a second, requests do not stand in line.")
NO_KNEE = N_("Requests stand in line at every load here. Is this machine busy?")
HIDDEN = N_("{who}, at {share} % of capacity: the median wait is {felt} ms, or {sent} ms if timed from sending.")
MILLION = N_(
    "A million requests a day, {rate} a second, take {servers} servers of the teacher, {fewer} of the student."
)
RATIO = N_("The student's server answers {times} times as many requests; its network is {smaller} times smaller.")


def load_sentences(found: LoadResult, _: Translator = ENGLISH) -> list[str]:
    """Say what was measured, the ratio of teacher and student first."""
    teacher, *_others, student = found.served
    times, smaller = student.capacity / teacher.capacity, teacher.parameters / student.parameters
    said = [_.fill(RATIO, {"times": f"{times:.3g}", "smaller": f"{smaller:.3g}"})]
    for each in found.served:
        blanks = {"who": _(WHO[each.who]), "rate": rate_text(each.capacity), "share": f"{100 * each.model_share:.0f}"}
        knee = _.fill(KNEE, {"rate": rate_text(each.knee.rate)}) if each.knee else _(NO_KNEE)
        said.append(f"{_.fill(MOST, blanks)} {knee}")
    said.append(hidden_sentence(student, _))
    servers = {"servers": f"{teacher.servers:.2g}", "fewer": f"{student.servers:.2g}"}
    return [*said, _.fill(MILLION, {"rate": f"{MILLION_A_DAY:.3g}", **servers})]


def hidden_sentence(served: Served, _: Translator = ENGLISH) -> str:
    """Say what timing from the send hides where most is asked for."""
    most = served.open[-1]
    blanks = {"felt": f"{1e3 * most.scheduled.p50:,.1f}", "sent": f"{1e3 * most.sent.p50:,.1f}"}
    return _.fill(HIDDEN, {"who": _(WHO[served.who]), "share": f"{100 * most.share:.0f}", **blanks})


def load_report(job_id: str, found: LoadResult) -> dict[str, Any]:
    """Return what ``kdviz load --json`` prints; seconds, and requests a second."""
    teacher, *_others, student = found.served
    return {
        "run_id": job_id,
        "machine": found.machine,
        "served": [_report(each) for each in found.served],
        "teacher_to_student": {
            "capacity": student.capacity / teacher.capacity,
            "model": teacher.model / student.model,
            "request": teacher.closed[0].waits.p50 / student.closed[0].waits.p50,
        },
        "verdict": " ".join(load_sentences(found)),
    }


def _report(served: Served) -> dict[str, Any]:
    return {
        "who": served.who,
        "network": served.network,
        "parameters": served.parameters,
        "capacity": served.capacity,
        "model_share": served.model_share,
        "knee": served.knee and served.knee.rate,
        "servers_for_a_million_a_day": served.servers,
        "closed": [
            {"users": each.users, "answered": each.answered, "per_second": each.per_second, **_waits(each.waits)}
            for each in served.closed
        ],
        "open": [_open(each) for each in served.open],
    }


def _open(each: Open) -> dict[str, Any]:
    known = each.model_dump(include={"share", "rate", "answered"})
    return known | {"from_schedule": _waits(each.scheduled), "from_send": _waits(each.sent)}


def _waits(waits: Waits) -> dict[str, float]:
    return {"p50": waits.p50, "p99": waits.p99}


def rate_text(per_second: float) -> str:
    """Write a rate in requests a second."""
    return f"{per_second:,.0f}" if per_second >= 10 else f"{per_second:.2g}"
