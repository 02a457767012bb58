"""The words that pages use, each with a small experiment."""
