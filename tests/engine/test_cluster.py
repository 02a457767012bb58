"""The connection to the workers."""

import asyncio
import threading
from types import SimpleNamespace

from kdviz.engine.cluster import Cluster
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
