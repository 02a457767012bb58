"""The store: the database of jobs and the files beside it."""
