"""The cluster process: a scheduler and its workers, alive as long as whoever started it.

It reads its certificate in one line from standard input, and says where the scheduler listens in one line on standard
output. It starts all its workers when it reads ``grow``, keeps few when it reads ``shrink``, and ends when standard
input does, also while workers start. Where there are GPUs, the first workers own one each and the others see none.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import threading
from queue import SimpleQueue
from typing import Any

import dask
from distributed import LocalCluster

from kdviz.engine.certificate import security
from kdviz.engine.surroundings import GROW

# Dask has workers give memory back so eagerly that every tensor above 128 kB is mapped anew, page by page: the steps of
# a population of 128 then took twice the processor's time (measured).
ALLOCATOR = {"MALLOC_TRIM_THRESHOLD_": 256 * 2**20, "MALLOC_MMAP_THRESHOLD_": 32 * 2**20}
SETTINGS: dict[str, Any] = {
    "distributed.worker.daemon": True,
    # A worker busy in a long tensor operation answers late; that is no reason to end it.
    "distributed.scheduler.worker-ttl": None,
    # The scheduler insists on an HTTP port, and a worker on another; nothing is to be had there.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # With Dask's own clocks an app that nobody looks at took 12 to 17 % of a core.
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.cycle": "10s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.active-memory-manager.start": False,
    **{f"distributed.nanny.pre-spawn-environ.{name}": value for name, value in ALLOCATOR.items()},
}


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m kdviz.engine", description=__doc__)
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="worker processes, one thread each")
    parser.add_argument("--gpus", default="", help="GPUs to use, as CUDA_VISIBLE_DEVICES names them")
    arguments = parser.parse_args()
    gpus = [*filter(None, arguments.gpus.split(","))]
    # One beside those that own a GPU does what needs none, such as measuring latencies.
    workers = min(arguments.workers, len(gpus) + 1) if gpus else arguments.workers
    certificate = sys.stdin.readline()
    if not certificate:
        # Whoever started us has ended already.
        return
    # Dask's processes import what lies in their scratch folder, which in /tmp another account could have made.
    scratch = tempfile.mkdtemp(prefix="kdviz-")
    wanted: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(wanted, scratch), daemon=True).start()
    dask.config.set({**SETTINGS, "temporary-directory": scratch})
    with _Machine(
        gpus,
        # One alone is up sooner, and an app with one reader needs no more.
        n_workers=1,
        threads_per_worker=1,
        protocol="tls",
        security=security(json.loads(certificate)),
        host="127.0.0.1",
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        memory_limit=0,
        preload="kdviz.engine.worker",
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        while True:
            # The newest go first: those that own a GPU stay.
            cluster.scale(workers if wanted.get() == GROW else max(1, len(gpus)))


class _Machine(LocalCluster):
    """A cluster whose first workers own one of `gpus` each."""

    def __init__(self, gpus: list[str], **options: Any) -> None:
        self._gpus = gpus
        super().__init__(**options, env=self._seen(0))  # type: ignore[no-untyped-call]  # Dask has no types

    def _seen(self, number: int) -> dict[str, str]:
        """Return what the environment of worker `number` says of GPUs; nothing where nobody has one."""
        return {"CUDA_VISIBLE_DEVICES": "".join(self._gpus[number : number + 1])} if self._gpus else {}

    def new_worker_spec(self) -> dict[int, dict[str, Any]]:
        """Describe the next worker."""
        ((number, spec),) = super().new_worker_spec().items()  # type: ignore[no-untyped-call]  # as above
        return {number: {**spec, "options": {**spec["options"], "env": self._seen(number)}}}


def _listen(wanted: "SimpleQueue[str]", scratch: str) -> None:
    """Hear how many workers are needed; end at once with the input.

    The workers end with us: each sees its nanny go, and may be in the middle of anything.
    """
    for line in sys.stdin:
        wanted.put(line.strip())
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    main()
