"""The cells of a sweep that train together."""
