"""Words and choices about results; no number is made here."""
