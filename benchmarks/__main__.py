"""``make bench``: every measurement, one line each."""

from benchmarks import engine, memory, population, streaming, verdict

if __name__ == "__main__":
    population.measure()
    streaming.measure()
    verdict.measure()
    engine.measure()
    memory.measure()
