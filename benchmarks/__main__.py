"""``make bench``: every measurement, one line each."""

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

if __name__ == "__main__":
    population.measure()
    kinds.measure()
    streaming.measure()
    verdict.measure()
    cold.measure()
    engine.measure()
    sweep.measure()
    compress.measure()
    export.measure()
    deployed.measure()
    tune.measure()
    attack.measure()
    gpu.measure()
    switching.measure()
    memory.measure()
    own.measure()
    mnist.measure()
    page.measure()
    home.measure()
    lessons.measure()
    phone.measure()
    lab.measure()
    classroom.measure()
    hall.measure()
    chaos.measure()
