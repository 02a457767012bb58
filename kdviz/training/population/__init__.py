"""Many students at once: the population, its gradients, tracing, optimizers and device."""
