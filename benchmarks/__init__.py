"""The benchmarks: speed, measured side by side in one process with what a user would write instead."""
