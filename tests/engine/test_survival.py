"""What a run outlives: its worker, the cluster, the process that submitted it, a neighbour on the same store."""

import json
import os
import signal
import subprocess
import sys
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from time import monotonic
from typing import Any

import psutil
import pytest
from distributed import Client
from streamlit.testing.v1 import AppTest

import kdviz
from kdviz.engine import Engine
from kdviz.engine.jobs.run import RunJob
from kdviz.engine.jobs.sweep import SweepJob
from kdviz.experiment import Experiment, Sweep
from kdviz.results import Status
from kdviz.store.history import History
from kdviz.store.ledger import Ledger
from kdviz.store.tables import OwnerRow
from kdviz.verdicts.report import record_report
from tests.engine.test_engine import QUICK, begun
from tests.serving import PATIENCE, free_port

MAIN = Path(kdviz.__file__).parent / "web" / "main.py"
# Long enough to be killed in the midst of.
MIDDLE = {"teacher": "16", "teacher_steps": 40, "steps": 1200, "seeds": 8}


def busy_worker(engine: Engine) -> psutil.Process:
    """Return the process that trains."""
    client = engine.workers.cluster.client
    (address,) = [worker for worker, running in client.processing().items() if running]
    return psutil.Process(client.run(os.getpid, workers=[address])[address])


def modules_of_workers(engine: Engine) -> set[str]:
    return set().union(*engine.workers.cluster.client.run(lambda: list(sys.modules)).values())


def test_a_run_outlives_its_worker_and_the_cluster_and_ends_as_it_does_undisturbed(engine):
    page = AppTest.from_file(str(MAIN), default_timeout=PATIENCE).run()
    assert not page.exception
    experiment = Experiment(**MIDDLE, first_seed=100)
    run_id = begun(engine, uuid.uuid4().hex, **experiment.changes())
    busy_worker(engine).kill()
    seen = 0
    while engine.record(run_id).attempt == 1:
        seen = engine.wait(run_id, seen, timeout=PATIENCE)[-1].seq
    first = engine.workers.cluster.pid
    os.kill(first, signal.SIGKILL)
    result = engine.result(run_id)
    record = engine.record(run_id)
    assert record.attempt == 3
    assert engine.workers.cluster.pid != first
    steps = [event.snapshot.step for event in engine.events(run_id) if event.snapshot.stage == "students"]
    assert steps == sorted(set(steps)) == [snapshot.step for snapshot in result.curves]
    undisturbed = engine.result(engine.submit(experiment, uuid.uuid4().hex, afresh=True).job_id)
    assert undisturbed.run_id != run_id
    assert undisturbed.arms == result.arms
    assert "torch" in modules_of_workers(engine)
    assert "streamlit" not in modules_of_workers(engine)


def kdviz_run(home: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    knobs = [f"--{name.replace('_', '-')}={value}" for name, value in MIDDLE.items()]
    return subprocess.Popen(
        [sys.executable, "-m", "kdviz", "run", *knobs, *arguments, "--json"],
        env={**os.environ, "KDVIZ_HOME": str(home), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.xdist_group("scheduler")
def test_a_killed_process_loses_nothing_finished_and_its_run_is_shown_as_interrupted(tmp_path, scheduler, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("KDVIZ_SCHEDULER", scheduler)
    with kdviz_run(home, "--steps", "20") as quick:
        finished = json.loads(quick.communicate(timeout=PATIENCE)[0])
    with kdviz_run(home, "--steps", "20000", "--seeds", "64") as long:
        # The bar names the stage as soon as the first snapshot of the students is there.
        while not any(stage in long.stderr.read(40) for stage in ("students", "tudent")):
            assert long.poll() is None
        long.kill()
    # Whose run it was is gone: the worker is free again, long before the run's end.
    deadline = monotonic() + PATIENCE
    with Client(scheduler, set_as_default=False) as client:
        while sum(client.run(lambda dask_worker: dask_worker.state.executing_count).values()):
            assert monotonic() < deadline
    monkeypatch.setenv("KDVIZ_HOME", str(home))
    interrupted, whole = History().runs()
    assert (interrupted.status, interrupted.result) == (Status.INTERRUPTED, None)
    assert record_report(whole)["arms"] == finished["arms"]
    with kdviz_run(home, "--steps", "20") as again:
        said, told = again.communicate(timeout=PATIENCE)
    assert json.loads(said) == finished
    assert "this is its record" in told


def test_a_run_is_taken_over_by_who_still_waits_when_its_process_is_killed(engine):
    experiment = Experiment(**QUICK, first_seed=700)
    other = Ledger(engine.history.database, engine.history.folder)
    left = other.enter(RunJob.asked(experiment), "other").job_id
    with subprocess.Popen([sys.executable, "-c", ""]) as killed, ThreadPoolExecutor(1) as waiting:
        killed.wait(PATIENCE)
        result = waiting.submit(kdviz.run, experiment)
        await_second_viewer(engine, left, result)
        with engine.history.database.write() as session:
            session.get(OwnerRow, other.owner).pid = killed.pid
        assert result.result(PATIENCE).arms
    assert engine.history.status(left) is Status.INTERRUPTED
    assert result.result().run_id != left


def test_a_sweep_is_taken_over_by_who_still_waits_when_its_process_ends(engine):
    experiment, axes = Experiment(**QUICK, first_seed=701), {"alpha": [0.5, 0.9]}
    other = Ledger(engine.history.database, engine.history.folder)
    left = other.enter(SweepJob.asked(Sweep.over(experiment, axes)), "other").job_id
    with ThreadPoolExecutor(1) as waiting:
        record = waiting.submit(kdviz.sweep, experiment, **axes)
        await_second_viewer(engine, left, record)
        other.close()
        assert all(cell.result for cell in record.result(PATIENCE).cells)
    assert record.result().sweep_id == left


def await_second_viewer(engine: Engine, job_id: str, waiting: "Future[Any]") -> None:
    while len(engine.ledger.leases.viewers([job_id])[job_id]) < 2:
        assert not waiting.done(), waiting.result()


@pytest.mark.xdist_group("scheduler")
def test_processes_on_one_home_and_one_scheduler_share_runs_and_corrupt_nothing(
    tmp_path, scheduler, engine, monkeypatch
):
    own = engine.submit(Experiment(**MIDDLE, first_seed=5), uuid.uuid4().hex).job_id
    home = tmp_path / "home"
    with ExitStack() as stack:
        processes = [
            stack.enter_context(kdviz_run(home, "--seed", seed, KDVIZ_SCHEDULER=scheduler)) for seed in ("5", "5", "6")
        ]
        said = [json.loads(process.communicate(timeout=PATIENCE)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0] * 3
    assert said[0] == said[1]
    engine.result(own)
    assert said[0]["arms"] == record_report(engine.record(own))["arms"], "as on workers of one's own"
    monkeypatch.setenv("KDVIZ_HOME", str(home))
    runs = History().runs()
    assert {run.run_id for run in runs} == {one["run_id"] for one in said}
    assert len(runs) == 2
    assert {run.status for run in runs} == {Status.FINISHED}


def test_a_scheduler_that_is_not_there_is_a_sentence(tmp_path):
    address = f"tcp://127.0.0.1:{free_port()}"
    with kdviz_run(tmp_path, KDVIZ_SCHEDULER=address) as process:
        said, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (1, "")
    assert told.splitlines()[-1] == f"kdviz: KDVIZ_SCHEDULER is {address}: no scheduler answers there."


def test_workers_give_way_and_have_one_thread(engine):
    workers = engine.workers.cluster.client.run(lambda: os.nice(0))
    assert set(workers.values()) == {10}
    assert set(engine.workers.cluster.client.nthreads().values()) == {1}


STARTER = """
import os, time, kdviz.engine as e
engine = e.shared_engine(1)
mean = engine.call("kdviz.measures:difference", [0.5, 0.6], [0.7, 0.8], True).mean
print(round(mean, 9), engine.workers.cluster.pid, flush=True)
os._exit(1)
"""
WAIT = f"""
import sys, psutil
try:
    psutil.Process(int(sys.argv[1])).wait(timeout={PATIENCE})
except psutil.NoSuchProcess:
    pass
"""


HASTY = """
import os, signal, sys, time, kdviz, kdviz.engine as e
engine = e.shared_engine(1)
engine.submit(kdviz.Experiment(), "me")
while engine.workers.cluster.pid is None:
    time.sleep(0.01)
{ending}
"""


def test_statistics_wait_for_workers_that_are_being_started_and_these_end_with_whoever_started_them(tmp_path):
    """In a folder, and beside a folder of Dask's, whose files are named as what Python and Dask import."""
    scratch = tmp_path / "dask-scratch-space"
    scratch.mkdir()
    for folder, name in product((tmp_path, scratch), ("random", "queue", "torch", "dask", "kdviz")):
        (folder / f"{name}.py").write_text("raise SystemExit('a file of the folder was executed')")
    environment = {**os.environ, "KDVIZ_HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", STARTER],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stderr == ""
    mean, cluster = done.stdout.split()
    assert mean == "0.2"
    # The pipe to it is closed; it is gone when its entry in /proc is, or is a zombie without a parent to reap it.
    status = Path(f"/proc/{cluster}/status")
    with subprocess.Popen([sys.executable, "-c", WAIT, cluster]) as waiter:
        assert waiter.wait(timeout=2 * PATIENCE) == 0, status.read_text() if status.exists() else ""


def test_workers_start_from_a_folder_that_was_deleted(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"import os; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r}){STARTER}"
    environment = {**os.environ, "KDVIZ_HOME": str(tmp_path)}
    command = [sys.executable, "-P", "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.stderr == ""
    assert done.stdout.split()[0] == "0.2"


@pytest.mark.parametrize("ending", ["os.kill(os.getpid(), signal.SIGKILL)", "sys.exit()"])
def test_who_ends_while_workers_start_takes_them_along_in_silence(tmp_path, ending, monkeypatch):
    environment = {**os.environ, "KDVIZ_HOME": str(tmp_path)}
    command = [sys.executable, "-c", HASTY.format(ending=ending)]
    # They have its standard error: it is read to its end once all of them are gone.
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, timeout=PATIENCE, check=False)
    assert done.stderr == ""
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path))
    assert [run.status for run in History().runs()] == [Status.INTERRUPTED]
