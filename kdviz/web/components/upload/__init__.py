"""A guess before the work begins."""
