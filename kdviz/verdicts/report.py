"""Reports of results for commands and exports: plain values, ready for JSON."""

from collections.abc import Mapping
from typing import Any

from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results import MEASURES, Arm, Estimate, Interval, Measures, Row, RunRecord, RunResult
from kdviz.results.attack import AttackRecord
from kdviz.results.cell import CellRecord
from kdviz.results.compression import CompressedRow, CompressionRecord
from kdviz.results.measures import Untaught
from kdviz.results.record import SweepRecord
from kdviz.results.run import TeacherResult
from kdviz.results.search import FrontPoint, Judged, SearchRecord
from kdviz.verdicts.attack import RESAMPLED, attack_verdict
from kdviz.verdicts.run import on_scale, verdict
from kdviz.verdicts.search import is_kept, search_verdict
from kdviz.verdicts.sweep import reason

NONE_AS_SMALL = N_("No dense student is as small.")
# What is told of every arm, beside its accuracy.
REPORTED = ("agreement", "kl", "nll", "brier", "ece")


def run_report(result: RunResult) -> dict[str, Any]:
    """Return a run's verdict and its numbers."""
    full = result.model_dump(mode="json")
    size = {"parameters", "macs", "bytes"}
    report = {
        "run_id": full["run_id"],
        "experiment": full["experiment"],
        "seconds": round(result.seconds, 3),
        "device": result.device,
        "teacher": {
            "accuracy": result.teacher.accuracy,
            **result.teacher.model_dump(include=size),
            **_of_classes(result.teacher),
        },
        "student": full["student"],
        "arms": arms_report(result.arms),
        "gain": full["gain"],
        "verdict": verdict(result),
    }
    if full["omitted"] is not None:
        report["omitted"] = _omitted_report(full["omitted"])
    return report | ({} if full["diverged"] is None else {"diverged": full["diverged"]})


def arms_report(arms: Mapping[Arm, Measures]) -> dict[Arm, dict[str, Any]]:
    """Return each arm's measures; what was not measured, and an interval that one seed does not have, is None."""
    return {
        arm: {
            **measured.model_dump(mode="json", include={"accuracy", "mean", "ci95", *REPORTED}),
            "ci95_cut": _cut(measured.ci95),
            "intervals": {name: list(ends) if (ends := measured.intervals.get(name)) else None for name in REPORTED},
            **_of_classes(measured),
        }
        for arm, measured in arms.items()
    }


def _of_classes(measured: Measures | TeacherResult) -> dict[str, Any]:
    """Return what tells classes apart, where some are rare."""
    if measured.balanced is None:
        return {}
    found = measured.model_dump(mode="json", include={"balanced", "recall"})
    return {"balanced_accuracy": found["balanced"], "recall": found["recall"]}


def _share(measured: Measures | Estimate) -> dict[str, Any]:
    """Return a share, such as an accuracy, with its interval and what of that is on the scale."""
    return {**measured.model_dump(mode="json", include={"mean", "ci95"}), "ci95_cut": _cut(measured.ci95)}


def _cut(ci95: Interval | None) -> list[float] | None:
    """Return a share's interval as far as the scale goes."""
    ends = on_scale(ci95)
    return list(ends) if ends else None


def _omitted_report(omitted: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of the class that was left out, each interval of a share with what of it is on the scale."""
    for by_bias in omitted["arms"].values():
        for recall in by_bias.values():
            for estimate in (recall, recall["accuracy"]):
                estimate["ci95_cut"] = _cut(estimate["ci95"])
    return omitted


def record_report(record: RunRecord, _: Translator = ENGLISH) -> dict[str, Any]:
    """Return the report of a run of the history where it has a result, and how it came about."""
    kept = record.model_dump(mode="json", exclude={"result", "failure"})
    said = {"failure": record.failure.sentence(_)} if record.failure else {}
    return kept | (run_report(record.result) if record.result else {}) | said


def row_report(row: Row) -> dict[str, Any]:
    """Return one kind's place in a comparison."""
    if row.result is None:
        return {"kind": row.kind, "skipped": row.skipped}
    distilled = row.result.arms["distilled"]
    return {
        "kind": row.kind,
        "rank": row.rank,
        "tied": row.tied,
        "accuracy": _share(distilled),
        "gain": row.result.gain.model_dump(),
        "agreement": distilled.agreement,
        "extra_parameters": row.result.extra_parameters,
        "images_a_step": row.images_a_step,
        "extra_steps": row.extra_steps,
        "seconds": round(row.result.seconds - row.result.teacher_seconds, 3),
        "device": row.result.device,
        "stages": [stage.model_dump() | {"ci95_cut": _cut(stage.ci95)} for stage in row.result.stages],
        "run_id": row.result.run_id,
    }


def sweep_report(record: SweepRecord) -> dict[str, Any]:
    """Return a sweep with a row for each of its cells."""
    return {
        "sweep_id": record.sweep_id,
        "axes": [axis.name for axis in record.sweep.axes],
        "seconds": round(record.seconds, 3),
        "device": record.device,
        "status": record.status.value,
        "experiment": record.sweep.base.model_dump(mode="json"),
        "rows": [cell_report(cell) for cell in record.cells],
    }


def cell_report(cell: CellRecord) -> dict[str, Any]:
    """Return a cell's numbers, or why it has none."""
    if cell.result is None:
        return {**cell.values, **({"problem": reason(cell)} if reason(cell) else {})}
    taught = cell.result.distilled
    return {
        **cell.values,
        "device": cell.outcome.device if cell.outcome else None,
        "accuracy": _share(taught),
        "hard": _share(cell.result.hard),
        "smoothed": _share(cell.result.smoothed),
        "gain": cell.result.gain.model_dump(mode="json"),
        **taught.model_dump(mode="json", include={*MEASURES}),
        "arms": arms_report(cell.result.arms),
        **untaught_report(cell.result.untaught),
    }


def untaught_report(untaught: Untaught | None) -> dict[str, float | None]:
    """Return the untaught pairs' numbers by their names in tables, all of them also where there are none."""
    return {f"untaught_{name}": getattr(untaught, name, None) for name in Untaught.model_fields}


def compression_report(record: CompressionRecord) -> dict[str, Any]:
    """Return a compression with a row for each pipeline and for each of its controls."""
    result = record.result
    return {
        "compression_id": record.compression_id,
        "experiment": record.compression.experiment.model_dump(mode="json"),
        "seconds": round(record.seconds, 3),
        "device": result.device if result else None,
        "status": record.status.value,
        "rows": [compressed_report(row) for row in result.rows] if result else [],
        "controls": [
            {
                "of": control.of,
                "what": control.what,
                **(compressed_report(control.row) if control.row else {"problem": NONE_AS_SMALL}),
                "gain_of_pipeline": _estimate(control.gain),
            }
            for control in (result.controls if result else ())
        ],
        "tunings": [tuning.model_dump(mode="json") for tuning in result.tunings] if result else [],
        "orders": [order.model_dump(mode="json") for order in result.orders] if result else [],
        "sensitivity": [
            {"pipeline": row.pipeline, "layer": hurt.layer, "stage": hurt.stage, "loss": _estimate(loss)}
            for row in (result.roots if result else ())
            for hurt, loss in row.of_layers
        ],
    }


def compressed_report(row: CompressedRow) -> dict[str, Any]:
    """Return a pipeline's numbers, or why it has none."""
    named = {"pipeline": row.pipeline, "student": row.student}
    if row.result is None:
        return {**named, "problem": row.failure.sentence() if row.failure else ""}
    return {
        **named,
        "network": row.result.network,
        "accuracy": _share(row.accuracy) if row.accuracy else None,
        "gain": _estimate(row.gain),
        "gain_by_teacher": _estimate(row.gain_by_teacher),
        "loss": _estimate(row.loss),
        "bytes": row.result.bytes.model_dump(),
        "parameters": row.result.parameters,
        "nonzero": row.result.nonzero,
        "macs": row.result.macs,
        "stages": [{"stage": stage, "accuracy": _share(known)} for stage, known in row.of_stages],
    }


def search_report(record: SearchRecord) -> dict[str, Any]:
    """Return a search with what was chosen, the judgement on fresh seeds, and what the trials say."""
    result = record.result
    report: dict[str, Any] = {
        "search_id": record.search_id,
        "experiment": record.search.experiment.model_dump(mode="json"),
        "vary": {vary.name: vary.text for vary in record.search.vary},
        "goal": record.search.goal.model_dump(mode="json"),
        "seconds": round(record.seconds, 3),
        "status": record.status.value,
        "trials": result.trials if result else len(record.trials),
        "students": record.students,
    }
    if result is None:
        return report
    return report | {
        "device": result.device,
        "best": _judged_report(record, result.best),
        "by_hand": _judged_report(record, result.by_hand),
        "met": result.met,
        "kept": is_kept(record),
        "gain": _estimate(result.gain),
        "optimism": _estimate(result.optimism),
        "one_seed": _estimate(result.one_seed),
        "importance": {name: _share(share) for name, share in result.importance.items()},
        "front": [_front_report(record, point) for point in result.front],
        "ended_early": result.ended_early,
        "overtime": result.overtime and result.overtime.model_dump(mode="json"),
        "verdict": search_verdict(record),
    }


def attack_report(record: AttackRecord) -> dict[str, Any]:
    """Return an attack with a row for each way to attack each net, and the gaps that its verdict is about."""
    result = record.result
    report: dict[str, Any] = {
        "attack_id": record.attack_id,
        "study": record.attack.study,
        "experiment": record.attack.experiment.model_dump(mode="json"),
        "settings": record.attack.settings,
        "seconds": round(record.seconds, 3),
        "status": record.status.value,
    }
    if result is None:
        return report
    served = dict[str, Any]()
    if result.served:
        served = {
            "served": [each.model_dump(mode="json") for each in result.served],
            "served_intervals": RESAMPLED,
        }
    return report | {
        "device": result.device,
        "rows": [
            {**row.what, **{name: _estimate(known) for name, known in row.numbers.items()}} for row in result.rows
        ],
        "gaps": [gap.model_dump(mode="json") for gap in result.gaps],
        **served,
        "verdict": attack_verdict(record),
    }


def _judged_report(record: SearchRecord, judged: Judged) -> dict[str, Any]:
    return {
        "settings": judged.settings,
        "bytes": round(record.search.cost(judged.settings, "bytes")),
        "bytes_kind": record.search.unit("bytes"),
        "validation": _share(judged.validation),
        "fresh": _share(judged.fresh) if judged.fresh else None,
    }


def _front_report(record: SearchRecord, point: FrontPoint) -> dict[str, Any]:
    """Return a point of the front; the setting by hand may be over the goal's limits."""
    kind = {"bytes_kind": record.search.unit("bytes"), "within_limits": not record.search.is_over(point.settings)}
    return point.model_dump(mode="json") | kind


def _estimate(known: Estimate | None) -> dict[str, Any] | None:
    return known.model_dump(mode="json") if known else None
