"""Kinds that race each other."""
