"""How far jobs are."""
