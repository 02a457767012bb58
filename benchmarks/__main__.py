"""``make bench``: every measurement, one line each, under the machine's load as its part began."""

from types import ModuleType

from benchmarks import (
    attack,
    chaos,
    classroom,
    cold,
    compress,
    deployed,
    engine,
    export,
    gpu,
    hall,
    home,
    kinds,
    lab,
    lessons,
    memory,
    mnist,
    own,
    page,
    phone,
    population,
    streaming,
    sweep,
    switching,
    tune,
    verdict,
)
from benchmarks.timing import busy, load_text

PARTS: tuple[ModuleType, ...] = (
    population,
    kinds,
    streaming,
    verdict,
    cold,
    engine,
    sweep,
    compress,
    export,
    deployed,
    tune,
    attack,
    gpu,
    switching,
    memory,
    own,
    mnist,
    page,
    home,
    lessons,
    phone,
    lab,
    classroom,
    hall,
    chaos,
)
# What a room sees, once more where others work on the same machine.
CROWDED: tuple[ModuleType, ...] = (cold, hall)

if __name__ == "__main__":
    for part in PARTS:
        print(f"-- {part.__name__}: {load_text()}", flush=True)
        part.measure()
    with busy():
        for part in CROWDED:
            print(f"-- {part.__name__}, one busy process beside it: {load_text()}", flush=True)
            part.measure()
