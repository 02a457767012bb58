"""The page Landscapes."""
