"""Tests of what runs and sweeps come to."""
