import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import onnxruntime
import pytest
from click.testing import CliRunner

import kdviz as package
from kdviz.cli import main, serve
from kdviz.engine import compress, run, shared_engine, sweep
from kdviz.engine.exports import run_of_cell
from kdviz.experiment import Experiment
from kdviz.exports.format import StudentFormat
from kdviz.exports.registry import formats
from kdviz.store.history import History
from kdviz.store.names import COMPRESSION, RUN, SWEEP
from kdviz.store.tables import PartRow
from tests.serving import PATIENCE, await_answer, free_port

EXPERIMENT = Experiment(teacher="16", teacher_steps=40, steps=20, seeds=2, student="6", first_seed=3)
PIPELINE = "distill,prune=0.5,tune=teacher:5,quantize=4"


def kdviz(*arguments: object):
    return CliRunner().invoke(main, ["export", *map(str, arguments)])


@pytest.fixture(scope="module")
def run_id(engine) -> str:
    return run(EXPERIMENT).run_id


def test_an_export_is_one_json_object_and_a_file_that_others_run(run_id, tmp_path):
    file = tmp_path / "student.of.mine"
    done = kdviz(run_id[:12], "--format", "onnx", "--output", file, "--arm", "hard", "--seed", 4, "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert [*said] == ["format", "file", "bytes", "verified"]
    assert (said["format"], said["file"]) == ("onnx", str(file))
    assert said["bytes"]["file"] == file.stat().st_size > said["bytes"]["gzip"] > 0
    assert [*said["verified"]] == ["images", "agreement", "max_logit_difference", "against"]
    assert said["verified"]["max_logit_difference"] < 1e-5
    arrays = History().arrays(run_id, "arrays")
    logits = onnxruntime.InferenceSession(file.read_bytes()).run(None, {"input": arrays["test_inputs"]})[0]
    np.testing.assert_allclose(logits, arrays["test_student_logits"][1, 0], atol=1e-5)


def test_c_is_two_files_and_two_verifications(run_id, tmp_path):
    done = kdviz(run_id, "--format", "c", "--output", tmp_path / "student.txt", "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["files"] == [str(tmp_path / "student.txt"), str(tmp_path / "student.h")]
    assert "int predict(const float *input" in (tmp_path / "student.h").read_text()
    assert said["verified"]["against"] == "torch float32"
    assert said["verified_int8"]["against"] == "exact integers"
    assert (said["verified_int8"]["max_logit_difference"], {*said["verified_int8"]} >= {"ties"}) == (0.0, True)


@pytest.fixture(scope="module")
def compression_id(engine) -> str:
    return compress(EXPERIMENT, "distill", PIPELINE).compression_id


@pytest.mark.parametrize("name", [name for name, each in formats().items() if isinstance(each, StudentFormat)])
def test_a_compressed_student_is_exported_in_every_format_of_students(compression_id, tmp_path, name):
    exported = package.export(compression_id, name, tmp_path / "student", pipeline=PIPELINE, seed=4)
    assert exported.files[0].read_bytes() == exported.export.content
    for kind, verified in exported.export.verified.items():
        assert (verified.images, verified.agreement) == (500, 1.0)
        assert verified.max_logit_difference <= (1e-5 if kind == "float32" else 0)
        assert verified.against == ("torch float32" if kind == "float32" else "exact integers")


def test_a_compressed_student_is_exported_by_its_pipeline(compression_id, tmp_path):
    file = tmp_path / "student.onnx"
    package.export(compression_id, "onnx", file, pipeline=PIPELINE, seed=4)
    session = onnxruntime.InferenceSession(file.read_bytes())
    known = session.get_modelmeta().custom_metadata_map
    assert (known["origin"], known["seed"]) == (PIPELINE, "4")
    kept = History().arrays(compression_id, "students", None)
    weights = kept[f"6/{PIPELINE}/layers.0.weight"][1].astype(np.float64)
    hidden = np.maximum(weights @ np.eye(64)[0] + kept[f"6/{PIPELINE}/layers.0.bias"][1], 0)
    last = [kept[f"6/{PIPELINE}/layers.1.{part}"][1] for part in ("weight", "bias")]
    logits = session.run(None, {"input": np.eye(64, dtype=np.float32)[:1].reshape(1, 1, 8, 8)})[0][0]
    np.testing.assert_allclose(logits, last[0] @ hidden + last[1], atol=1e-5)
    wrong = kdviz(compression_id, "--format", "onnx", "--output", file, "--pipeline", "distill,prune=0.6")
    assert wrong.stderr == f"kdviz: pipeline is distill,prune=0.6: allowed is one of distill, {PIPELINE}.\n"
    wrong = kdviz(compression_id, "--format", "onnx", "--output", file, "--pipeline", "distil")
    assert wrong.stderr == "kdviz: There is no stage distil; did you mean distill?\n"
    wrong = kdviz(compression_id, "--format", "onnx", "--output", file, "--arm", "hard")
    assert wrong.stderr.startswith(f"kdviz: arm is hard: {compression_id[:8]} is a compression")


def test_a_script_is_verified_by_running_it_once(run_id, tmp_path):
    done = kdviz(run_id, "--format", "script", "--output", tmp_path / "run.py", "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)["verified"]
    assert (said["images"], said["max_logit_difference"], said["against"]) == (500, None, "the run's students")
    assert said["agreement"] > 0.5
    assert "verify" in done.stderr
    compile((tmp_path / "run.py").read_text(), "run.py", "exec")
    again = kdviz(run_id, "--format", "notebook", "--output", tmp_path / "run.ipynb", "--json")
    assert json.loads(again.stdout)["verified"] == said
    assert shared_engine().history.all(lambda _session, rows: len(rows), "script") == 1


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (["--format", "onxn"], "There is no format onxn; did you mean onnx?"),
        (["--format", "onnx", "--arm", "teacher"], "arm is teacher: allowed is one of hard, smoothed, distilled."),
        (["--format", "onnx", "--seed", "9"], "seed is 9: kept are the students of the seeds 3, 4."),
        (["--format", "onnx", "--seed", "one"], "--seed is one: allowed is a whole number."),
        (["--format", "onnx", "--pipeline", "distill"], "{run} is a run: pipelines are those of compressions."),
        (["--format", "c", "--output", ""], ". cannot be written: it is a folder."),
        (["--format", "onnx", "--output", "/no/where.onnx"], "/no/where.onnx cannot be written: there is no folder"),
    ],
)
def test_wrong_input_is_one_sentence_and_status_two(run_id, tmp_path, flags, sentence):
    done = kdviz(run_id, "--output", tmp_path / "file", *flags)
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"kdviz: {sentence.format(run=run_id[:8])}")


def test_of_two_files_none_is_written_where_one_cannot_be(run_id, tmp_path):
    (tmp_path / "student.h").mkdir()
    done = kdviz(run_id, "--format", "c", "--output", tmp_path / "student.c")
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert [each.name for each in tmp_path.iterdir()] == ["student.h"]


def test_runs_that_are_gone_or_foreign_are_one_sentence(engine, tmp_path):
    asked = ["--format", "onnx", "--output", tmp_path / "student.onnx"]
    foreign = kdviz("0123456789abcdef", *asked)
    assert (foreign.exit_code, foreign.stderr) == (2, "kdviz: There is no job 0123456789abcdef.\n")
    other = EXPERIMENT.model_copy(update={"first_seed": 5})
    for deleted, kind in ((run(other).run_id, RUN), (compress(other, "distill").compression_id, COMPRESSION)):
        History().delete(deleted, kind)
        assert kdviz(deleted, *asked).stderr == f"kdviz: There is no job {deleted}.\n"
    assert not (tmp_path / "student.onnx").exists()


@pytest.mark.parametrize("what", ["run", "compression"])
@pytest.mark.parametrize("damage", ["gone", "cut", "other"])
def test_what_is_damaged_is_one_sentence(run_id, compression_id, home, tmp_path, what, damage):
    job_id = run_id if what == "run" else compression_id
    file = home / "runs" / job_id / "students.safetensors"
    with damaged(file, damage):
        found = kdviz(job_id, "--format", "onnx", "--output", tmp_path / "student.onnx")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == f"kdviz: The file {file} is missing or damaged: run the experiment afresh.\n"
    assert not (tmp_path / "student.onnx").exists()


@contextmanager
def damaged(file, damage: str) -> Iterator[None]:
    """Take a file away, cut it, or change its last byte; for as long as the block lasts."""
    whole = file.read_bytes()
    try:
        if damage == "gone":
            file.unlink()
        else:
            file.write_bytes(whole[:-9] if damage == "cut" else whole[:-1] + bytes([whole[-1] ^ 1]))
        yield
    finally:
        file.write_bytes(whole)


def test_the_command_imports_nothing_heavy():
    script = "import sys, kdviz.cli.take; print({'torch', 'onnxruntime', 'sklearn', 'scipy'} & {*sys.modules})"
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "set()\n"
    )


def test_devices_say_whether_a_student_fits(run_id):
    done = CliRunner().invoke(main, ["devices", run_id, "--json"])
    said = json.loads(done.stdout)
    assert said["student"] == "digits, student 6, distilled, seed 3"
    assert all(device["needs"]["int8"]["fits"] and device["times_smaller"] == 1 for device in said["devices"])
    lines = CliRunner().invoke(main, ["devices", run_id, "--arm", "hard"]).stdout.splitlines()
    assert lines[1] == "Arduino Nano 33 BLE: It fits, in floats and in 8-bit integers."
    wrong = CliRunner().invoke(main, ["devices", run_id, "--seed", "9"])
    assert (wrong.exit_code, wrong.stderr) == (2, "kdviz: seed is 9: kept are the students of the seeds 3, 4.\n")


def test_latency_is_one_json_object_and_says_beforehand_whether_integers_pay(run_id):
    first = CliRunner().invoke(main, ["latency", run_id, "--json"])
    assert first.exit_code == 0, first.stderr
    said = json.loads(first.stdout)
    assert [*said] == ["run_id", "machine", "threads", "rows", "int8", "teacher_to_student", "curve"]
    assert {*said["rows"][0]} == {"who", "network", "parameters", "runs_in", "batch", "median", "p95"}
    assert [each["who"] for each in said["int8"]] == ["teacher", "student"]
    again = CliRunner().invoke(main, ["latency", run_id])
    assert again.stderr.startswith("kdviz: On this machine, 8-bit integers should ")
    assert again.stdout.splitlines()[-1].startswith("One thread of ")


def test_load_is_one_json_object_and_is_measured_each_time(run_id):
    done = CliRunner().invoke(main, ["load", run_id, "--seconds", "1", "--json"])
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert [*said] == ["run_id", "machine", "served", "teacher_to_student", "verdict"]
    assert [each["who"] for each in said["served"]] == ["teacher", "student"]
    assert [each["users"] for each in said["served"][1]["closed"]] == [1, 2, 4, 8, 16]
    assert [each["share"] for each in said["served"][1]["open"]] == [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 1.0, 1.2]
    assert said["verdict"].startswith("The student's server answers ")
    wrong = CliRunner().invoke(main, ["load", run_id, "--seconds", "nan"])
    assert (wrong.exit_code, wrong.stderr) == (2, "kdviz: --seconds is nan: allowed is a number from 1 to 600.\n")


def test_serve_hands_a_verified_file_to_a_process_of_its_own_that_ends_with_the_command(run_id, monkeypatch):
    port, served = free_port(), []

    class Server(subprocess.Popen):
        def wait(self, timeout=None):
            """Wait as the command does; once it answers, end the command as a supervisor would."""
            if timeout is None and not served:
                await_answer(self, f"http://127.0.0.1:{port}/healthz")
                served.append(onnxruntime.InferenceSession(self.args[3]).get_inputs()[0].shape)
                os.kill(os.getpid(), signal.SIGTERM)
            return super().wait(timeout or PATIENCE)

    # The other tests go on with both.
    monkeypatch.setattr(shared_engine(), "close", lambda: None)
    monkeypatch.setattr(serve.subprocess, "Popen", Server)
    before = signal.getsignal(signal.SIGTERM)
    try:
        done = CliRunner().invoke(main, ["serve", run_id, "--arm", "hard", "--port", f"{port}"])
    finally:
        signal.signal(signal.SIGTERM, before)
    assert done.exit_code == 0, done.stderr
    assert served == [["batch", 1, 8, 8]]
    assert done.stdout.startswith(f"POST http://127.0.0.1:{port}/predict takes rows or a PNG")
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        pass


def test_serve_refuses_a_port_that_is_none(run_id):
    wrong = CliRunner().invoke(main, ["serve", run_id, "--port", "0"])
    assert (wrong.exit_code, wrong.stderr) == (2, "kdviz: --port is 0: allowed is a whole number from 1 to 65535.\n")


def test_a_cell_of_a_sweep_is_exported_as_the_run_that_it_is(engine, tmp_path):
    record = sweep(EXPERIMENT, temperature=[1.0, 8.0])
    file = tmp_path / "cell.onnx"
    done = kdviz(record.sweep_id, "--format", "onnx", "--output", file, "--cell", 1, "--json")
    assert done.exit_code == 0, done.stderr
    known = onnxruntime.InferenceSession(file.read_bytes()).get_modelmeta().custom_metadata_map
    assert json.loads(known["experiment"])["temperature"] == 8.0
    assert float(known["accuracy"]) == pytest.approx(record.cells[1].result.distilled.mean)
    wrong = kdviz(record.sweep_id, "--format", "onnx", "--output", file, "--cell", 2)
    sentence = "kdviz: cell is 2: allowed are the numbers of cells, counted from 0 to 1.\n"
    assert (wrong.exit_code, wrong.stderr) == (2, sentence)


def test_a_sweep_that_is_damaged_or_deleted_is_one_sentence(engine, home, tmp_path):
    sweep_id = sweep(EXPERIMENT, temperature=[1.0, 8.0]).sweep_id
    asked = (sweep_id, "--format", "onnx", "--output", tmp_path / "cell.onnx", "--cell", 1)
    file = home / "runs" / run_of_cell(sweep_id, 1) / "students.safetensors"
    with damaged(file, "cut"):
        found = kdviz(*asked)
    assert (found.exit_code, found.stderr.splitlines()) == (
        1,
        [f"kdviz: The file {file} is missing or damaged: run the experiment afresh."],
    )
    with History().database.write() as session:
        session.get_one(PartRow, (sweep_id, 0)).outcome = {"result": {"hard": "much"}}
    found = kdviz(*asked)
    sentence = f"kdviz: What the database has of {sweep_id[:8]} is damaged: delete it, and run it afresh.\n"
    assert (found.exit_code, found.stderr) == (1, sentence)
    # For good: equal cells of other sweeps would be taken from it.
    History().delete(sweep_id, SWEEP, now=True)
    assert kdviz(*asked).stderr == f"kdviz: There is no sweep {sweep_id}.\n"
    assert not (tmp_path / "cell.onnx").exists()
