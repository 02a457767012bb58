"""Training: the population trainer, and the way from an experiment to its outcome."""
