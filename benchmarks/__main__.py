"""``make bench``: every measurement, one line each."""

from benchmarks import classroom, engine, kinds, lab, memory, page, population, streaming, sweep, verdict

if __name__ == "__main__":
    population.measure()
    kinds.measure()
    streaming.measure()
    verdict.measure()
    engine.measure()
    sweep.measure()
    memory.measure()
    page.measure()
    lab.measure()
    classroom.measure()
