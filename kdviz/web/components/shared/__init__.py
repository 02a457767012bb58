"""What several components draw with."""
