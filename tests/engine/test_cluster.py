"""The connection to the workers."""

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from kdviz.engine import surroundings
from kdviz.engine.cluster import Cluster, EngineError
from kdviz.engine.surroundings import is_address
from kdviz.engine.worker import GPU
from kdviz.i18n import SpokenError
from tests.serving import PATIENCE


@contextmanager
def looping() -> Iterator[SimpleNamespace]:
    """Give a client's loop that runs in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield SimpleNamespace(asyncio_loop=loop)
    finally:
        # A turn of the loop in which what was given up ends.
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_a_scheduler_that_has_gone_has_no_slots_and_nobody_waits_for_it():
    async def never():
        await asyncio.Event().wait()

    with looping() as loop:
        client = SimpleNamespace(status="connecting", scheduler=SimpleNamespace(ncores=never), loop=loop)
        assert Cluster(client=client).slots() == 0


def test_a_connection_that_cannot_be_closed_is_left_and_keeps_nobody_from_another(monkeypatch):
    class Broken:
        status, asked = "connecting", 0

        def close(self, timeout):
            self.asked += 1
            raise ValueError("IOStream is not idle; cannot convert to SSL")

    broken, another = Broken(), SimpleNamespace(status="running")
    monkeypatch.setenv("KDVIZ_SCHEDULER", "tcp://127.0.0.1:8786")
    monkeypatch.setattr("kdviz.engine.cluster.Client", lambda *_args, **_options: another)
    cluster = Cluster(client=broken)
    cluster.connect()
    assert cluster.connected
    assert cluster.client is another
    # Dask closes a client that is forgotten once more, unless it is closed.
    assert (broken.asked, broken.status) == (1, "closed")


@pytest.mark.parametrize(
    ("resources", "slots", "device"),
    [({}, 0, None), ({"a": {}, "b": {}}, 2, "cpu"), ({"a": {GPU: 1}, "b": {}, "c": {"other": 3}}, 1, "cuda")],
)
def test_where_workers_own_gpus_only_those_take_pieces(resources, slots, device):
    asked = []

    async def ncores():
        return dict.fromkeys(resources, 1)

    async def identity():
        asked.append(True)
        return {"workers": {address: {"resources": own} for address, own in resources.items()}}

    with looping() as loop:
        scheduler = SimpleNamespace(ncores=ncores, identity=identity)
        cluster = Cluster(client=SimpleNamespace(status="running", scheduler=scheduler, loop=loop))
        for _second in range(3):
            assert (cluster.slots(), cluster.device) == (slots, device)
    assert len(asked) == bool(resources), "a long answer, asked for when workers come or go"


def test_gpus_are_counted_without_torch_and_hidden_by_the_setting(tmp_path, monkeypatch):
    version = tmp_path / "version.py"
    version.write_text("cuda: str | None = '13.0'")
    monkeypatch.setattr(surroundings, "find_spec", lambda _name: SimpleNamespace(origin=str(tmp_path / "__init__.py")))

    class Driver:
        def cuInit(self, _flags):  # noqa: N802 - the driver's name
            return 0

        def cuDeviceGetCount(self, count):  # noqa: N802 - the driver's name
            count._obj.value = 2
            return 0

    monkeypatch.setattr("ctypes.CDLL", lambda _name: Driver())
    monkeypatch.delenv("KDVIZ_DEVICE", raising=False)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert surroundings.gpus() == ["0", "1"]
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "GPU-1f,3,9")
    assert surroundings.gpus() == ["GPU-1f", "3"], "named as they were; the driver knows how many of them are there"
    monkeypatch.setenv("KDVIZ_DEVICE", "cpu")
    assert surroundings.gpus() == []
    monkeypatch.setenv("KDVIZ_DEVICE", "cuda")
    version.write_text("cuda: str | None = None")
    assert surroundings.gpus() == [], "a build of torch for the CPU"


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("gpu", "KDVIZ_DEVICE is gpu: allowed is one of auto, cpu, cuda."),
        ("cuda", "KDVIZ_DEVICE is cuda, and torch finds no GPU here: allowed is auto or cpu."),
    ],
)
def test_a_device_that_is_none_or_not_there_is_said_and_nothing_is_started(monkeypatch, setting, sentence):
    monkeypatch.setenv("KDVIZ_DEVICE", setting)
    monkeypatch.setattr("subprocess.Popen", None)
    monkeypatch.setattr("kdviz.engine.surroundings.is_built_for_cuda", lambda: False)
    with pytest.raises(SpokenError) as caught:
        Cluster().connect()
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("address", "may_be"),
    [
        ("tcp://10.0.0.1:8786", True),
        ("tls://scheduler.example:8786", True),
        ("localhost:8786", True),
        ("[::1]:8786", True),
        ("foo", False),
        ("tcp://foo", False),
        ("foo:bar", False),
        ("foo:0", False),
        ("foo:70000", False),
        (":8786", False),
        ("::1:8786", False),
        ("nonsense://foo:8786", False),
        ("tcp://a://b:1", False),
        ("inproc://10.0.0.1/1/1", False),
    ],
)
def test_an_address_of_a_scheduler_is_a_host_and_a_port(address, may_be):
    assert is_address(address) == may_be


def test_what_is_no_address_is_not_knocked_at(monkeypatch):
    monkeypatch.setenv("KDVIZ_SCHEDULER", "foo")
    monkeypatch.setattr("kdviz.engine.cluster.Client", None)
    with pytest.raises(
        EngineError, match=r"^KDVIZ_SCHEDULER is foo, which cannot be read: allowed is a host and a port, such"
    ):
        Cluster().connect()


def test_without_a_folder_for_temporary_files_no_worker_is_started(monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("tempfile._candidate_tempdir_list", lambda: ["/proc/none"])
    monkeypatch.setattr("subprocess.Popen", None)
    with pytest.raises(EngineError, match=r"^There is no folder for temporary files: set TMPDIR to one that can be"):
        Cluster().connect()


def test_it_begins_with_one_worker_grows_and_shrinks_when_it_is_told(monkeypatch):
    """To one more than there are GPUs, if there are any: the first workers own them, the last one sees none."""
    monkeypatch.setattr("kdviz.engine.cluster.gpus", lambda: ["7"])
    cluster, seen = Cluster(workers=3), (os.getenv, "CUDA_VISIBLE_DEVICES")
    try:
        cluster.connect()
        assert cluster.slots() == 1
        assert [*cluster.client.run(*seen).values()] == ["7"]
        cluster.grow()
        cluster.grow()
        cluster.client.wait_for_workers(2, timeout=PATIENCE)
        assert (cluster.slots(), cluster.device) == (2, "cpu"), "torch here has no CUDA"
        assert sorted(cluster.client.run(*seen).values()) == ["", "7"]
        cluster.shrink()
        while cluster.slots() == 2:
            os.sched_yield()
        assert [*cluster.client.run(*seen).values()] == ["7"], "who owns a GPU stays"
    finally:
        cluster.close()
    cluster.grow()
