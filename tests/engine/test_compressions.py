"""Compressions through the engine: spread over pieces, stopped, gone on with, found again."""

import uuid

import numpy as np
import pytest

import kdviz
from kdviz.engine.jobs.compression import CompressionJob
from kdviz.experiment import Compression, Experiment, Pipeline
from kdviz.results import Status
from kdviz.store.names import COMPRESSION
from kdviz.training.compress.pipelines import train_pipelines
from kdviz.training.run.steps import finish
from tests.conftest import teacher_of
from tests.engine.test_engine import QUICK
from tests.serving import PATIENCE

BASE = Experiment(**QUICK, student="6", first_seed=101)
PIPELINES = ("train", "distill,prune=0.5,tune=teacher:5", "distill,quantize=4")


@pytest.fixture
def sent(engine, monkeypatch):
    """The pipelines of each piece that goes to a worker; none for what compares them."""
    pieces: list[list[str]] = []
    send = engine.workers.send

    def note(ticket, piece, *given):
        pieces.append(piece.stages[-1].arguments[1] if piece.parts else [])
        send(ticket, piece, *given)

    monkeypatch.setattr(engine.workers, "send", note)
    return pieces


def test_a_compression_is_every_pipeline_and_its_controls(engine, sent):
    told = []
    record = kdviz.compress(BASE, *PIPELINES, on_progress=told.append)
    request = Compression.of(BASE, PIPELINES)
    assert record.status is Status.FINISHED
    assert record.compression == request
    assert [row.pipeline for row in record.result.rows] == [*PIPELINES]
    assert [(control.of, control.what) for control in record.result.controls] == [
        (control.of, control.what) for control in request.controls
    ]
    assert told[-1].done == told[-1].parts == len(request.parts)
    assert sorted(text for piece in sent for text in piece) == sorted(part.pipeline for part in request.parts)
    assert sent[-1] == []
    # What a worker computes is, to the last bit, what this process does with the same pipelines.
    texts = sent[0]
    here = dict(zip(texts, finish(train_pipelines(BASE, texts, teacher_of(BASE))), strict=True))
    for row in record.result.rows:
        assert row.result == here[row.pipeline].result.model_copy(update={"weights": ""})
    kept = engine.history.arrays(record.compression_id, "students", COMPRESSION)
    assert kdviz.Compressions().get(record.compression_id[:9]) == record
    kdviz.Compressions().rename(record.compression_id, "All of it")
    listed = kdviz.Compressions().all()[0]
    assert (listed.compression_id, listed.title, listed.result) == (record.compression_id, "All of it", None)
    pruned = kept[f"6/{PIPELINES[1]}/layers.0.weight"]
    assert pruned.shape[:2] == (BASE.seeds, 6)
    assert np.count_nonzero(pruned) < pruned.size
    images = engine.history.arrays(record.compression_id, "arrays", COMPRESSION)
    assert len(images["test_inputs"]) == len(images["test_labels"]) == BASE.data.test
    assert {name.rpartition("/")[0] for name in kept} == {f"{part.student}/{part.pipeline}" for part in request.parts}


def test_the_log_tells_of_each_student_once_as_it_comes_through_a_stage(engine):
    record = kdviz.compress(BASE.model_copy(update={"first_seed": 55}), *PIPELINES)
    events = [event.payload for event in engine.events(record.compression_id)]
    arrived = {(event["student"], event["pipeline"]): event for event in events}
    assert len(arrived) == len(events)
    assert all(0 <= event["share"] <= 1 for event in events)
    for row in record.result.rows:
        for place, stage in enumerate(row.result.stages):
            beginning = Pipeline(Pipeline.read(row.pipeline).stages[: place + 1]).text
            told = arrived[row.student, beginning]
            assert (told["accuracy"], told["bytes"]) == (stage.accuracy, stage.bytes.model_dump())


def test_what_an_earlier_attempt_has_told_is_no_event_again():
    job = CompressionJob("", Compression.of(BASE, PIPELINES), {})
    news = {"share": 0.5, "student": "6", "pipeline": "train", "accuracy": [0.5], "bytes": {}}
    first, again = job.heard(None, news), job.heard(None, {**news, "share": 0.25})
    assert (first.share, first.event) == (0.5, news)
    assert (again.share, again.event) == (0.25, None)
    assert job.heard(None, {**news, "pipeline": "distill"}).event
    assert job.heard(None, 0.75).share == 0.75
    assert job.heard(None, {"stage": "teacher", "step": 3}).event is None


def test_an_equal_compression_is_found_again_and_equal_pipelines_of_another(engine, sent):
    base = BASE.model_copy(update={"first_seed": 31})
    first = kdviz.compress(base, *PIPELINES[1:])
    sent.clear()
    again = engine.submit(Compression.of(base, PIPELINES[1:]), uuid.uuid4().hex)
    assert (again.job_id, again.begun, again.repeated) == (first.compression_id, False, True)
    more = kdviz.compress(base, *PIPELINES[1:], "distill,prune=0.5,quantize=4")
    trained = [text for piece in sent for text in piece]
    assert "distill,prune=0.5,quantize=4" in trained
    assert PIPELINES[1] not in trained, "another compression had it"
    assert more.result.rows[0] == first.result.rows[0]
    kept = engine.history.arrays(more.compression_id, "students", COMPRESSION)
    assert f"6/{PIPELINES[1]}/layers.0.weight" in kept, "with its weights"
    sent.clear()
    afresh = kdviz.compress(base, *PIPELINES[1:], afresh=True)
    assert PIPELINES[1] in [text for piece in sent for text in piece]
    assert afresh.compression_id != first.compression_id
    assert [row.gain for row in afresh.result.rows] == [row.gain for row in first.result.rows]


def test_a_stopped_compression_keeps_its_students_and_goes_on_from_them(engine, sent):
    def enough(progress):
        if progress.done:
            raise KeyboardInterrupt

    base = BASE.model_copy(update={"first_seed": 57})
    with pytest.raises(KeyboardInterrupt):
        kdviz.compress(base, *PIPELINES, on_progress=enough)
    assert engine.await_idle(PATIENCE)
    first = {text for piece in sent for text in piece}
    sent.clear()
    whole = kdviz.compress(base, *PIPELINES)
    assert whole.status is Status.FINISHED
    assert [row.pipeline for row in whole.result.rows] == [*PIPELINES]
    assert len(sent) < 1 + len(Compression.of(base, PIPELINES).groups("cpu")), (
        "what had been trained is not trained again"
    )
    assert first
