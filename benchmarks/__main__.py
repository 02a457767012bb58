"""``make bench``: every measurement, one line each."""

from benchmarks import population, verdict

if __name__ == "__main__":
    population.measure()
    verdict.measure()
