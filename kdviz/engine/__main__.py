"""The cluster process: a scheduler and its workers, alive as long as whoever started it.

It says where the scheduler listens in one line on standard output, and ends when standard input does.
"""

import argparse
import os
import sys

import dask
from distributed import LocalCluster

# Dask has workers give memory back so eagerly that every tensor above 128 kB is mapped anew, page by page: the steps of
# a population of 128 then took twice the processor's time (measured).
ALLOCATOR = {"MALLOC_TRIM_THRESHOLD_": 256 * 2**20, "MALLOC_MMAP_THRESHOLD_": 32 * 2**20}


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m kdviz.engine", description=__doc__)
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="worker processes, one thread each")
    workers = parser.parse_args().workers
    # A worker busy in a long tensor operation answers late; that is no reason to end it.
    dask.config.set({"distributed.worker.daemon": True, "distributed.scheduler.worker-ttl": None})
    dask.config.set({f"distributed.nanny.pre-spawn-environ.{name}": value for name, value in ALLOCATOR.items()})
    with LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        # No dashboard; the scheduler still insists on an HTTP port, which any free one will do for.
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        memory_limit=0,
        preload="kdviz.engine.worker",
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
