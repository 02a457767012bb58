"""The temperature lab's pictures."""
