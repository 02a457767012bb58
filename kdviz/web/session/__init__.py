"""What one browser session knows: its address, language, runs and sweeps."""
