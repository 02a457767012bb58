"""What students know of single images."""
