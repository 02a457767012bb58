"""See knowledge distillation happen."""
