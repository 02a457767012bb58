"""Cards to be put in order."""
