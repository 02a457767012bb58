"""What every test stands on: a home of its own and one torch thread."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import dask
import pytest
import torch
from distributed import Client, Security
from hypothesis import HealthCheck, settings
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner

from kdviz.engine import Engine, shared_engine
from kdviz.engine.__main__ import SETTINGS
from kdviz.experiment import TEACHER_KNOBS, Experiment
from kdviz.results import Arrays, Outcome
from kdviz.store import teachers
from kdviz.training.run import teacher
from kdviz.training.run.distill import distill
from kdviz.training.run.steps import finish
from kdviz.training.schedule import Clock
from kdviz.training.warmup import warm_up
from tests.devices import DEVICES
from tests.serving import PATIENCE, free_port

pytest_plugins = ["tests.chromium"]

# Property tests run at different speeds on different machines; that is no failure.
settings.register_profile(
    "kdviz", deadline=None, max_examples=60, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("kdviz")

# Seconds after which the engine takes a viewer of a test for gone: never, however slow the machine.
LEASE = 86_400.0
_taught: dict[tuple[str, torch.dtype], Arrays] = {}


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory):
    """A KDVIZ_HOME that the tests' processes share and that nobody else has."""
    folder = tmp_path_factory.mktemp("kdviz-home")
    os.environ["KDVIZ_HOME"] = str(folder)
    # Whatever a test starts trains one thing at a time, and on the processor where the test does not say otherwise.
    os.environ |= {"KDVIZ_WORKERS": "1", "KDVIZ_DEVICE": "cpu"}
    return folder


@pytest.fixture(scope="session", autouse=True)
def _warm() -> None:
    torch.set_num_threads(1)
    warm_up()


@pytest.fixture(scope="session", autouse=True)
def _as_a_server() -> Iterator[None]:
    """Look for installed components and compile scripts once, as a server does; each run of an AppTest would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        patch.setattr(local_script_runner, "ScriptCache", cache(local_script_runner.ScriptCache))
        yield


@pytest.fixture(scope="session")
def engine(home) -> Iterator[Engine]:
    """The process's engine, its workers there; it ends with the process."""
    engine = shared_engine(workers=1, lease=LEASE)
    assert engine.await_workers(PATIENCE)
    return engine


@pytest.fixture
def double() -> Iterator[None]:
    """Compute in double precision: what two ways to one number then differ by is a mistake and no rounding."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.fixture(params=DEVICES)
def device(request, monkeypatch) -> torch.device:
    """Train on each kind of device that this machine has."""
    monkeypatch.setenv("KDVIZ_DEVICE", request.param)
    return torch.device(request.param)


def teacher_of(experiment: Experiment) -> Arrays:
    """Return the weights of the teacher of `experiment`: as it ships, else trained in this process, once."""
    key = (experiment.digest(only=TEACHER_KNOBS), torch.get_default_dtype())
    if key not in _taught:
        _taught[key] = teachers.load(Path("/nowhere"), experiment) or finish(teacher.train(experiment, Clock()))
    return _taught[key]


def run_here(experiment: Experiment) -> Outcome:
    """Run `experiment` in this process."""
    return finish(distill(experiment, "run", teacher_of(experiment), Clock()))


@pytest.fixture(scope="session")
def outcomes() -> dict[int, Outcome]:
    """Two small runs whose seeds differ, by their first seed."""
    quick = {"teacher": "32", "teacher_steps": 80, "steps": 40, "seeds": 3}
    return {first: run_here(Experiment(**quick, first_seed=first)) for first in (0, 10)}


def _certificate(folder: Path) -> dict[str, str]:
    """Make a certificate, and return Dask's settings for everyone who shall be let in by it."""
    made = Security.temporary()
    files = {"cert": made.tls_client_cert, "key": made.tls_client_key}
    for name, content in files.items():
        (folder / name).write_text(content)
    roles = {
        f"distributed.comm.tls.{role}.{part}": part for role in ("client", "scheduler", "worker") for part in files
    }
    return {name: str(folder / part) for name, part in ({"distributed.comm.tls.ca-file": "cert"} | roles).items()}


def _as_environment(settings: dict[str, str]) -> dict[str, str]:
    """Return the variables by which Dask reads such settings."""
    return {f"DASK_{name.replace('.', '__').replace('-', '_').upper()}": text for name, text in settings.items()}


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory):
    """A scheduler and two workers as one starts them by hand, in a home of their own, let in by Dask's own settings.

    Tests that use it stand in the xdist group “scheduler”, so that it is started once.
    """
    tmp_path = tmp_path_factory.mktemp("scheduler")
    address = f"tls://127.0.0.1:{free_port()}"
    certificate = _certificate(tmp_path)
    os.environ |= _as_environment(certificate)
    # By Dask's own clocks the three took a sixth of a core for as long as all tests last.
    clocks = {name: str(value) for name, value in SETTINGS.items() if ".admin." in name or ".profile." in name}
    environment = {**os.environ, **_as_environment(clocks), "KDVIZ_HOME": str(tmp_path / "workers")}
    environment["OMP_NUM_THREADS"] = "1"
    host, port = "127.0.0.1", address.rpartition(":")[2]
    commands = [
        [
            "scheduler",
            "--protocol",
            "tls",
            "--host",
            host,
            "--port",
            port,
            "--no-dashboard",
            "--dashboard-address",
            f"{host}:0",
        ]
    ]
    worker = [
        "worker",
        address,
        "--host",
        host,
        "--nthreads",
        "1",
        "--no-dashboard",
        "--no-nanny",
        "--preload",
        "kdviz.engine.worker",
    ]
    commands += [[*worker, "--local-directory", str(tmp_path)]] * 2
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(certificate))
        processes = [
            stack.enter_context(
                subprocess.Popen([sys.executable, "-m", "dask", *command], env=environment, stderr=subprocess.DEVNULL)
            )
            for command in commands
        ]
        with Client(address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
        yield address
        assert not list((tmp_path / "workers").rglob("*.safetensors")), "what is kept is kept by who submitted"
        for process in reversed(processes):
            # They keep nothing that an orderly end would save.
            process.kill()
