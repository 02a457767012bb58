"""The textbook formula of each kind, for one student. One file a kind."""
