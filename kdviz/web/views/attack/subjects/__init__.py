"""What is folded under the picture of the page Attack: one file a subject."""
