"""Searches: what is trained next, settings trained on validation images alone, and the judgement on fresh seeds."""
