"""The page Kinds."""
