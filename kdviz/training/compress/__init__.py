"""The pipelines of a compression: what they have in common is trained once, and what can train together does."""
