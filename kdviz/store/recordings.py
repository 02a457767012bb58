"""The recorded run, maps and other jobs that ship: a page shows real ones before anybody trains any."""

import gzip
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from safetensors.numpy import save

from kdviz.catalog.shipped import assets
from kdviz.experiment import AS_KEPT, Axis, Compression, Experiment, Search, Sweep
from kdviz.experiment.attack import Attack, Study
from kdviz.results import Arrays, Outcome, RunResult, Status
from kdviz.results.attack import AttackRecord, AttackResult
from kdviz.results.cell import CellOutcome, CellRecord
from kdviz.results.compression import CompressionRecord, CompressionResult
from kdviz.results.record import SweepRecord
from kdviz.results.search import SearchRecord, SearchResult, Trial
from kdviz.store import teachers
from kdviz.store.home import home, write_whole
from kdviz.store.identity import sources_digest
from kdviz.store.samples import MissingFileError

RECORDED = "few-labels"
RECORDED_RUN = "recorded"
# The compression of the default experiment by the usual pipelines, and the search over its usual knobs.
USUAL = "usual"
RECORDED_COMPRESSION = f"{RECORDED_RUN}-{USUAL}"
# Of each study the usual attack is recorded. This is the one on nets that are trained at a high temperature.
ATTACKED: Study = "temperature"
RECORDED_ATTACK = f"{RECORDED_RUN}-{ATTACKED}"
# Digits of each number of a recorded job: more than is ever shown, and a third of the bytes.
DIGITS = 5


class Recording(RunResult):
    """A recorded run; `sources` is the value of `kdviz.store.identity.sources_digest` at the recording."""

    sources: str


def _path(scene: str) -> Path:
    return assets() / "recordings" / f"{scene}.json"


@cache
def recording(scene: str) -> Recording:
    """Return the run of a ready-made scene that was recorded when the assets were made, with its curves.

    Raises
    ------
    FileNotFoundError
        If that scene was not recorded.
    """
    return Recording.model_validate_json(_path(scene).read_bytes(), context=AS_KEPT)


def recorded_file(scene: str, name: str) -> bytes:
    """Return a file of the recorded run.

    It is ``"arrays"`` (of the validation images), ``"students"``, ``"teacher"`` or ``"story"``: which test images the
    first seed's two students get right at each moment, as ``right`` (moments, 2, bytes of bits) after ``steps``, and
    those images in sixteenths, as ``inputs``.

    Raises
    ------
    MissingFileError
        If there is no such file.
    """
    if name == "teacher":
        return teachers.content(home(), recording(scene).experiment)
    path = _path(scene).with_suffix(f".{name}.safetensors")
    if not path.exists():
        raise MissingFileError.at(path)
    return path.read_bytes()


def record(scene: str, outcome: Outcome) -> None:
    """Make `outcome` the recording of a ready-made scene."""
    kept = Recording(**dict(outcome.result), sources=sources_digest()).model_dump_json()
    write_whole(_path(scene), kept.encode())
    validation = {name: values for name, values in outcome.arrays.items() if name.startswith("validation_")}
    for name, arrays in (("arrays", validation), ("students", outcome.students)):
        record_file(scene, name, arrays)


def record_file(scene: str, name: str, arrays: Arrays) -> None:
    """Make `arrays` the file `name` of the recording of a ready-made scene."""
    write_whole(_path(scene).with_suffix(f".{name}.safetensors"), save(arrays))


def _map_path(name: str) -> Path:
    return assets() / "recordings" / "maps" / f"{name}.json.gz"


@cache
def recorded_map(name: str) -> SweepRecord:
    """Return the ready-made map `name` as it was recorded when the assets were made; its id begins with `RECORDED_RUN`.

    Raises
    ------
    FileNotFoundError
        If that map was not recorded.
    """
    kept = _read(_map_path(name))
    axes = tuple(map(Axis.model_validate, kept["axes"]))
    sweep = Sweep.model_construct(base=Experiment.kept(kept["base"]), axes=axes)
    outcomes = [each and CellOutcome.model_validate(each, context=AS_KEPT) for each in kept["cells"]]
    cells = tuple(
        CellRecord(cell.place, cell.values, cell.problem, outcome)
        for cell, outcome in zip(sweep.cells, outcomes, strict=True)
    )
    return SweepRecord(
        sweep_id=f"{RECORDED_RUN}-{name}",
        sweep=sweep,
        **_standing(kept),
        cells=cells,
        done=len(cells),
    )


def is_recorded(job_id: str) -> bool:
    """Return whether that is a job which ships, and none of the history."""
    return job_id.startswith(f"{RECORDED_RUN}-")


def record_map(name: str, record: SweepRecord) -> None:
    """Make a finished sweep the recording of the ready-made map `name`."""
    kept = {
        **record.sweep.model_dump(mode="json"),
        "created_at": record.created_at,
        "seconds": record.seconds,
        "sources": sources_digest(),
        "cells": [_rounded(cell.outcome.model_dump(mode="json")) if cell.outcome else None for cell in record.cells],
    }
    _write(_map_path(name), kept)


def _compression_path(name: str) -> Path:
    return assets() / "recordings" / "compressions" / f"{name}.json.gz"


@cache
def recorded_compression(name: str = USUAL) -> CompressionRecord:
    """Return the compression `name` as it was recorded when the assets were made; its id begins with `RECORDED_RUN`.

    Raises
    ------
    FileNotFoundError
        If that compression was not recorded.
    """
    kept = _read(_compression_path(name))
    compression = Compression.kept(kept)
    parts = len(compression.parts)
    return CompressionRecord(
        compression_id=f"{RECORDED_RUN}-{name}",
        compression=compression,
        **_standing(kept),
        done=parts,
        parts=parts,
        result=CompressionResult.model_validate(kept["result"]),
    )


def recorded_compression_file(job_id: str, name: str) -> bytes:
    """Return a file of a recorded compression: ``"arrays"`` (its test images) or ``"students"``, first seed's.

    Raises
    ------
    MissingFileError
        If there is none.
    """
    path = _compression_file(job_id.removeprefix(f"{RECORDED_RUN}-"), name)
    if not path.is_file():
        raise MissingFileError.at(path)
    return path.read_bytes()


def _compression_file(name: str, file: str) -> Path:
    return _compression_path(name).with_name(f"{name}.{file}.safetensors")


def record_compression(name: str, record: CompressionRecord, files: Mapping[str, Arrays]) -> None:
    """Make a finished compression the recording `name`, with arrays for `recorded_compression_file`."""
    assert record.result is not None
    kept = {
        **record.compression.model_dump(mode="json"),
        "created_at": record.created_at,
        "seconds": record.seconds,
        "sources": sources_digest(),
        "result": _rounded(record.result.model_dump(mode="json")),
    }
    _write(_compression_path(name), kept)
    for file, arrays in files.items():
        write_whole(_compression_file(name, file), save(arrays))


def _search_path(name: str) -> Path:
    return assets() / "recordings" / "searches" / f"{name}.json.gz"


@cache
def recorded_search(name: str = USUAL) -> SearchRecord:
    """Return the search `name` as it was recorded when the assets were made; its id begins with `RECORDED_RUN`.

    Raises
    ------
    FileNotFoundError
        If that search was not recorded.
    """
    kept = _read(_search_path(name))
    return SearchRecord(
        search_id=f"{RECORDED_RUN}-{name}",
        search=Search.kept(kept["search"]),
        **_standing(kept),
        trials=[*map(Trial.model_validate, kept["trials"])],
        students=kept["result"]["students"],
        result=SearchResult.model_validate(kept["result"]),
    )


def record_search(name: str, record: SearchRecord) -> None:
    """Make a finished search the recording `name`."""
    assert record.result is not None
    kept = {
        "search": record.search.model_dump(mode="json"),
        "created_at": record.created_at,
        "seconds": record.seconds,
        "sources": sources_digest(),
        "trials": [_rounded(trial.model_dump(mode="json")) for trial in record.trials],
        "result": _rounded(record.result.model_dump(mode="json")),
    }
    _write(_search_path(name), kept)


def recorded_answer(request: Any) -> Any:
    """Return what ships of a request's equal: the result of a run, of any other job its record; None for nothing.

    Requests are equal if the sources that decide numbers are, too.
    """
    wanted = request.digest(), sources_digest()
    return next((found for found, asked, sources in _recorded(request) if (asked.digest(), sources) == wanted), None)


def _recorded(request: Any) -> Iterator[tuple[Any, Any, str]]:
    """Yield what ships of the kind of a request, each with what it answers, and of which sources it is."""
    if isinstance(request, Experiment):
        yield (run := recording(RECORDED)), run.experiment, run.sources
    elif isinstance(request, Compression):
        yield (compressed := recorded_compression()), compressed.compression, _sources(_compression_path(USUAL))
    elif isinstance(request, Search):
        yield (found := recorded_search()), found.search, _sources(_search_path(USUAL))
    elif isinstance(request, Attack):
        attacked = recorded_attack(request.study)
        yield attacked, attacked.attack, _sources(_attack_path(request.study))
    elif isinstance(request, Sweep):
        for path in sorted(_map_path("").parent.glob("*.json.gz")):
            yield (swept := recorded_map(path.name.removesuffix(".json.gz"))), swept.sweep, _sources(path)


def _sources(path: Path) -> str:
    return str(_read(path)["sources"])


def _attack_path(name: str) -> Path:
    return assets() / "recordings" / "attacks" / f"{name}.json.gz"


@cache
def recorded_attack(name: Study = ATTACKED) -> AttackRecord:
    """Return the usual attack of a study as it was recorded with the assets; its id begins with `RECORDED_RUN`.

    Raises
    ------
    FileNotFoundError
        If that attack was not recorded.
    """
    kept = _read(_attack_path(name))
    attack = Attack.kept(kept["attack"])
    return AttackRecord(
        attack_id=f"{RECORDED_RUN}-{name}",
        attack=attack,
        **_standing(kept),
        done=len(attack.parts),
        parts=len(attack.parts),
        result=AttackResult.model_validate(kept["result"]),
    )


def recorded_attack_file(job_id: str, name: str) -> bytes:
    """Return a file of a recorded attack: ``"arrays"`` (its test images) or ``"students"``, first seed's.

    Raises
    ------
    MissingFileError
        If there is none.
    """
    path = _attack_file(job_id.removeprefix(f"{RECORDED_RUN}-"), name)
    if not path.is_file():
        raise MissingFileError.at(path)
    return path.read_bytes()


def _attack_file(name: str, file: str) -> Path:
    return _attack_path(name).with_name(f"{name}.{file}.safetensors")


def record_attack(name: Study, record: AttackRecord, files: Mapping[str, Arrays]) -> None:
    """Make a finished attack the recording `name`, with arrays for `recorded_attack_file`."""
    assert record.result is not None
    kept = {
        "attack": record.attack.model_dump(mode="json"),
        "created_at": record.created_at,
        "seconds": record.seconds,
        "sources": sources_digest(),
        "result": _rounded(record.result.model_dump(mode="json")),
    }
    _write(_attack_path(name), kept)
    for file, arrays in files.items():
        write_whole(_attack_file(name, file), save(arrays))


def _standing(kept: dict[str, Any]) -> dict[str, Any]:
    """Return what the records of all recorded jobs say alike."""
    return {
        "status": Status.FINISHED,
        "title": "",
        "created_at": kept["created_at"],
        "ended_at": kept["created_at"],
        "seconds": kept["seconds"],
        "failure": None,
    }


def _read(path: Path) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return kept


def _write(path: Path, kept: dict[str, Any]) -> None:
    # Without the time of day, so that equal ones are equal files.
    write_whole(path, gzip.compress(json.dumps(kept).encode(), mtime=0))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    if isinstance(value, list):
        return [*map(_rounded, value)]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
