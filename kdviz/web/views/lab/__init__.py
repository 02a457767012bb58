"""The page Temperature lab."""
