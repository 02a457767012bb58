"""What looks on while students train."""
