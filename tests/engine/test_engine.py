import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from safetensors.numpy import load_file

import kdviz
from kdviz.engine import Status
from kdviz.experiment import Experiment
from kdviz.results import RunFailedError, RunResult
from kdviz.store import runs

QUICK = {"teacher": "16", "teacher_steps": 40, "steps": 20, "seeds": 2}


def test_a_run_streams_its_snapshots_in_order_and_keeps_its_files(engine, home):
    run_id = engine.submit(Experiment(**QUICK))
    result = engine.result(run_id)
    assert engine.status(run_id) is Status.FINISHED
    events = engine.events(run_id)
    places = [(event.stage == "students", event.step) for event in events]
    assert places == sorted(set(places))
    assert [event for event in events if event.stage == "students"] == result.curves
    kept = runs.folder(home, run_id)
    assert RunResult.model_validate_json((kept / "result.json").read_text("utf-8")) == result
    assert load_file(kept / "students.safetensors")["layers.0.weight"].shape == (2, 3, 32, 64)
    assert runs.load_arrays(home, run_id)["test_student_logits"].shape == (2, 3, 500, 10)


def test_the_teacher_of_an_equal_experiment_is_not_trained_again(engine):
    experiment = Experiment(**QUICK, teacher_seed=77)
    first, second = (engine.submit(experiment) for _time in range(2))
    numbers = [engine.result(run_id).arms for run_id in (first, second)]
    assert numbers[0] == numbers[1]
    assert {event.stage for event in engine.events(first)} == {"teacher", "students"}
    assert {event.stage for event in engine.events(second)} == {"students"}


def test_a_diverged_teacher_is_an_error_that_names_the_step(engine):
    with pytest.raises(RunFailedError) as caught:
        kdviz.run(Experiment(**QUICK, teacher_learning_rate=10))
    assert caught.value.where.stage == "teacher"
    assert caught.value.where.step > 1


def test_run_reports_as_it_goes(engine):
    seen = []
    result = kdviz.run(Experiment(**QUICK), seen.append)
    assert isinstance(result, RunResult)
    assert [snapshot for snapshot in seen if snapshot.stage == "students"] == result.curves


SCRIPT = """
import asyncio, json, sys
import kdviz

async def notebook_cell():  # a notebook runs cells inside an event loop
    return kdviz.run(kdviz.Experiment(teacher="16", teacher_steps=40, steps=20, seeds=2))

result = asyncio.run(notebook_cell())
heavy = [name for name in ("torch", "sklearn", "scipy", "streamlit") if name in sys.modules]
print(json.dumps({"verdict": result.verdict, "gain": result.gain.mean, "heavy": heavy}))
"""


def test_a_plain_script_without_a_main_guard_and_a_running_event_loop_will_do(tmp_path, engine):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["heavy"] == []
    assert said["gain"] == kdviz.run(Experiment(**QUICK)).gain.mean
    assert done.stderr == ""


def test_the_cluster_listens_on_this_computer_only(engine):
    cluster = psutil.Process(engine._process.pid)
    listening = [
        connection.laddr.ip
        for process in [cluster, *cluster.children(recursive=True)]
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert set(listening) == {"127.0.0.1"}


def test_the_cluster_ends_with_whoever_started_it(tmp_path):
    code = (
        "import os, kdviz.engine as e; engine = e.shared_engine(1); print(engine._process.pid, flush=True); os._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    cluster = int(done.stdout)
    # The pipe to it is closed; it is gone when its entry in /proc is, or is a zombie without a parent to reap it.
    status = Path(f"/proc/{cluster}/status")
    with subprocess.Popen([sys.executable, "-c", WAIT, str(cluster)]) as waiter:
        assert waiter.wait(timeout=30) == 0, status.read_text() if status.exists() else ""


WAIT = """
import sys, psutil
try:
    psutil.Process(int(sys.argv[1])).wait(timeout=25)
except psutil.NoSuchProcess:
    pass
"""


def test_a_home_that_cannot_be_written_is_a_sentence(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    done = subprocess.run(
        [sys.executable, "-m", "kdviz", "run", "--teacher", "16", "--teacher-steps", "10", "--steps", "5"],
        env={**os.environ, "KDVIZ_HOME": str(blocked)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(blocked) in done.stderr.splitlines()[-1]
