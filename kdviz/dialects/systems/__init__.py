"""One file a system, named as its users know it."""
