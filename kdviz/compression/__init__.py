"""Plain mathematics of compression, for one student. One file a method."""
