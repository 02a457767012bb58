"""The kinds of work that the queue does, one file each."""
