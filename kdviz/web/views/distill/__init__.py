"""The page Distill."""
