"""One file a method of compression."""
