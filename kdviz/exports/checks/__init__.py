"""Ways of running what was written, for workers: one file for each thing that runs files."""
