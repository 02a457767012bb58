"""The ready-made maps as pictures."""
