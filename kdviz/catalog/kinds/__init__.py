"""One file a kind of distillation."""
