"""Pictures to pick one from."""
