"""A student as a file: `formats` has one file a format, `checks` the ways in which a file is run to verify it."""
