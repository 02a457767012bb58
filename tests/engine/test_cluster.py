"""The connection to the workers."""

import asyncio
import threading
from types import SimpleNamespace

import pytest

from kdviz.engine.cluster import Cluster, EngineError
from kdviz.engine.surroundings import is_address
from tests.serving import PATIENCE


def test_a_scheduler_that_has_gone_has_no_slots_and_nobody_waits_for_it():
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def never():
        await asyncio.Event().wait()

    client = SimpleNamespace(
        status="connecting", scheduler=SimpleNamespace(ncores=never), loop=SimpleNamespace(asyncio_loop=loop)
    )
    cluster = Cluster(client=client)
    try:
        assert cluster.slots() == 0
    finally:
        # A turn of the loop in which what was given up ends.
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


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


def test_it_begins_with_one_worker_and_grows_when_it_is_told():
    cluster = Cluster(workers=2)
    try:
        cluster.connect()
        assert cluster.slots() == 1
        cluster.grow()
        cluster.grow()
        cluster.client.wait_for_workers(2, timeout=PATIENCE)
        assert cluster.slots() == 2
    finally:
        cluster.close()
    cluster.grow()
