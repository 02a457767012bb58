"""The package as its users get it: a wheel in a fresh environment, and the two ways of starting the app."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions, requires
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect

import kdviz
from benchmarks.visitor import PROTOCOL
from kdviz.cli import main
from kdviz.experiment import Experiment
from tests.serving import PATIENCE, free_port, served

# One environment is built for all of these.
pytestmark = pytest.mark.xdist_group("package")

ROOT = Path(__file__).parent.parent
QUICK = ["--teacher", "16", "--teacher-steps", "40", "--steps", "20", "--seeds", "2"]


@pytest.fixture(scope="session")
def installed(tmp_path_factory) -> Path:
    """The folder of commands of a fresh environment elsewhere that holds the built wheel and what it asks for.

    The latter is linked there from the environment of the tests: installed anew it took 40 seconds, most of them torch.
    """
    place = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", place, ROOT], check=True, capture_output=True)
    (wheel,) = place.glob("*.whl")
    venv.create(place / "env", with_pip=False)
    commands = place / "env" / "bin"
    pip = [sys.executable, "-m", "pip", "--python", commands / "python", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, wheel], check=True)
    (packages,) = (place / "env").glob("lib/*/site-packages")
    (own,) = distributions(name="kdviz", path=[str(packages)])
    for asked in asked_for(own):
        for name in {file.parts[0] for file in asked.files or []} - {"..", "__pycache__"}:
            link = packages / name
            if not link.exists():
                link.symlink_to(Path(str(asked.locate_file(name))))
    return commands


def asked_for(wanted: Distribution, extras: frozenset[str] = frozenset()) -> Iterator[Distribution]:
    """Yield what `wanted` asks for, and what that asks for in turn."""
    waiting, known = [(wanted, extras)], {(wanted.name, extras)}
    while waiting:
        one, with_extras = waiting.pop()
        for line in one.requires or []:
            asked = Requirement(line)
            if asked.marker and not any(asked.marker.evaluate({"extra": extra}) for extra in with_extras | {""}):
                continue
            found, its = distribution(asked.name), frozenset(asked.extras)
            if (found.name, its) not in known:
                known.add((found.name, its))
                waiting.append((found, its))
                yield found


def elsewhere(installed: Path) -> dict[str, str]:
    return {**os.environ, "KDVIZ_HOME": str(installed.parent / "home"), "PYTHONPATH": ""}


SCRIPT = """
import asyncio, json, sys
import kdviz

async def notebook_cell():  # a notebook runs cells inside an event loop
    return kdviz.run(kdviz.Experiment(teacher="16", teacher_steps=40, steps=20, seeds=2))

result = asyncio.run(notebook_cell())
heavy = [name for name in ("torch", "sklearn", "scipy", "onnxruntime", "streamlit", "pandas") if name in sys.modules]
print(json.dumps({"verdict": result.verdict, "gain": result.gain.mean, "heavy": heavy}))
"""


def test_the_wheel_runs_a_plain_script_and_a_command_from_a_fresh_environment_elsewhere(installed, tmp_path, engine):
    """The script has no main guard and runs in an event loop; the command then finds what it trained."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)

    def ran(*command: Path | str) -> subprocess.CompletedProcess[str]:
        place, environment = installed.parent, elsewhere(installed)
        done = subprocess.run(
            command, cwd=place, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, done.stderr
        return done

    scripted = ran(installed / "python", script)
    said = json.loads(scripted.stdout)
    assert said["heavy"] == []
    assert said["gain"] == kdviz.run(Experiment(teacher="16", teacher_steps=40, steps=20, seeds=2)).gain.mean
    assert scripted.stderr == ""
    told = json.loads(ran(installed / "kdviz", "run", *QUICK, "--json").stdout)
    assert told["student"]["parameters"] == 2410
    assert (told["gain"]["mean"], told["verdict"]) == (said["gain"], said["verdict"])


def test_the_wheel_serves_the_app_with_its_settings_and_translations(installed):
    port = free_port()
    script = (
        "import sys, pathlib, kdviz, kdviz.i18n as i; place = pathlib.Path(kdviz.__file__).parent;"
        "print(place.is_relative_to(sys.prefix), i.Translator('zh_CN')('Run'), (place / 'assets/logo.svg').exists())"
    )
    said = subprocess.run(
        [installed / "python", "-c", script],
        cwd=installed.parent,
        env=elsewhere(installed),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.split() == ["True", "运行", "True"], said.stderr
    with served([str(installed / "kdviz"), "app", "--port", str(port)], port, **elsewhere(installed)) as server:
        assert listening(server) == {("127.0.0.1", port)}
        assert drawing_library(port).endswith("export default uPlot\n")


def test_streamlit_run_listens_on_this_computer_only_too_and_under_its_base_path():
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    with served(command, port, "/kd", STREAMLIT_SERVER_BASE_URL_PATH="/kd") as server:
        assert listening(server) == {("127.0.0.1", port)}
        assert drawing_library(port, "/kd").endswith("export default uPlot\n")
        assert refuses_foreign_pages(port)


def test_host_shares_the_app_as_its_settings_say_and_it_ends_quietly(tmp_path):
    port, told = free_port(), tmp_path / "told"
    script = 'ulimit -Sn 100; exec "$0" "$1" --host 0.0.0.0 2> "$2"'
    command = ["sh", "-c", script, sys.executable, str(ROOT / "app.py"), str(told)]
    settings = {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_MAX_MESSAGE_SIZE": "150"}
    with served(command, port, **settings) as server:
        assert listening(server) == {("0.0.0.0", port)}
        assert refuses_foreign_pages(port)
        asyncio.run(load(f"127.0.0.1:{port}", 80))
        server.send_signal(signal.SIGINT)
        assert server.wait(PATIENCE) == 130
    assert told.read_text().splitlines()[-1] == "kdviz: stopped."
    assert "Traceback" not in told.read_text()


async def load(address: str, times: int) -> None:
    """Load a page `times` times, one after the other; Streamlit keeps some files of each for two minutes."""
    asked = BackMsg()
    asked.rerun_script.page_name = "distill"
    for _ in range(times):
        with urllib.request.urlopen(f"http://{address}/", timeout=PATIENCE) as page:
            assert page.status == 200
        async with connect(
            f"ws://{address}/_stcore/stream", subprotocols=[PROTOCOL], max_size=None, max_queue=None
        ) as socket:
            await socket.send(asked.SerializeToString())
            assert await socket.recv()


def test_ipv6_is_served_and_its_address_is_shown_in_brackets(tmp_path):
    port, told = free_port(), tmp_path / "told"
    command = ["sh", "-c", 'exec "$0" "$1" --host ::1 > "$2"', sys.executable, str(ROOT / "app.py"), str(told)]
    with served(command, port, host="[::1]", STREAMLIT_SERVER_PORT=str(port)) as server:
        assert listening(server) == {("::1", port)}
        assert f"http://[::1]:{port}" in told.read_text()


@pytest.mark.parametrize(
    ("name", "value"), [("STREAMLIT_SERVER_PORT", "x"), ("STREAMLIT_SERVER_MAX_MESSAGE_SIZE", "x")]
)
def test_a_setting_that_cannot_be_honored_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    refused = CliRunner().invoke(main, ["app"])
    assert refused.exit_code == 2
    assert f" is {value}: " in refused.stderr


def refuses_foreign_pages(port: int) -> bool:
    """Return whether a page elsewhere is refused, over HTTP and where Streamlit's WebSocket is opened."""
    for path in ("", "_stcore/stream"):
        request = urllib.request.Request(f"http://127.0.0.1:{port}/{path}", headers={"Origin": "http://evil.example"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)
        assert refused.value.code == 403
    return True


def drawing_library(port: int, path: str = "") -> str:
    """Return the module that draws curves, by the address that the page Train names."""
    place = f"http://127.0.0.1:{port}{path}/"
    with urllib.request.urlopen(f"{place}distill") as page:
        (address,) = re.findall(r'href="\./(modules/\w+/drawing/uPlot\.js)"', page.read().decode())
    with urllib.request.urlopen(place + address) as module:
        return module.read().decode()


def listening(server: subprocess.Popen[bytes]) -> set[tuple[str, int]]:
    """Return where the server itself listens; its cluster process is a child."""
    connections = psutil.Process(server.pid).net_connections()
    return {(c.laddr.ip, c.laddr.port) for c in connections if c.status == psutil.CONN_LISTEN}


def test_every_dependency_is_pinned():
    pinned = {line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().splitlines()}
    for requirement in requires("kdviz") or []:
        assert Requirement(requirement).name.lower() in pinned, requirement


def test_the_npm_lock_names_no_server():
    """Which one is used is the machine's own affair."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert len(packages) > 50
    assert not any("resolved" in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)
